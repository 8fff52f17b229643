#include "bodo/rt/route.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "bodo/rt/redistribute.h"
#include "bodo/rt/take.h"
#include "columns/bits.h"
#include "columns/row_picker.h"
#include "keys/hash_columns.h"
#include "ops/join_impl.h"
#include "ops/row_exchange.h"

namespace bodo::rt {

namespace {

// Maximum number of rows that wait for their partners in one round.
constexpr std::int64_t round_rows = std::int64_t{1} << 17;

// Maximum number of rows whose keys are on every rank at a time to mark the rows of a turned table.
constexpr std::int64_t most_gathered = std::int64_t{1} << 22;

// Keys for requests: strings by value, as the ranks' dictionaries differ.
std::vector<field> plain_keys(std::span<const field> keys) {
  std::vector<field> fields(keys.begin(), keys.end());
  for (field& f : fields) f.coded = false, f.nullable = true;
  return fields;
}

// Finds partners that are spread over the ranks for rows that stay in order: the rows wait on their rank, the owners of
// their keys send the build rows with these keys, and this round's rows are looked up in a table of these. All rows of
// a key are on one owner, in their order.
class fetcher {
 public:
  fetcher(const site& at, join_table::impl& from, std::span<const field> columns)
      : at_(at),
        from_(from),
        keys_(plain_keys(from.key_fields)),
        waiting_(at, columns),
        asked_(at, keys_),
        asking_(at, keys_),
        answering_(at, from.fields),
        stored_(from.rows) {}
  ~fetcher() { from_.fetched.reset(); }

  // `hashes` are the hashes of the rows' keys.
  void send(std::span<const column_view> keys, std::span<const column_view> columns, rows at,
            const std::uint64_t* hashes);
  bool full() const { return asking_.full() || waiting_.rows() >= round_rows; }
  bool open() const { return asking_.open(); }
  void round(bool done);
  bool next(batch& b) { return scan_ && scan_->next(b); }

 private:
  void answer();
  void flush(int destination);

  const site& at_;
  join_table::impl& from_;
  std::vector<field> keys_;
  table_builder waiting_;
  packed_keys asked_;  // in this round
  row_exchange asking_, answering_;
  row_picker stored_;
  std::optional<table_scan> scan_;  // of the rows that have waited
  std::vector<std::vector<text>> texts_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint16_t> positions_, destination_;
};

void fetcher::send(std::span<const column_view> keys, std::span<const column_view> columns, rows at,
                   const std::uint64_t* hashes) {
  if (at.count == 0) return;
  waiting_.add(columns, at);
  asked_.pack(keys, at);
  std::uint32_t known = asked_.table.size();
  numbers_.resize(at.count);
  asked_.table.add(asked_.codec.words(), at.count, numbers_.data());
  positions_.clear(), destination_.clear();
  for (std::uint32_t k = 0; k < at.count; ++k) {
    if (numbers_[k] != known) continue;
    ++known;
    positions_.push_back(static_cast<std::uint16_t>(at[k]));
    destination_.push_back(static_cast<std::uint16_t>(owner_of_hash(hashes[k], rt::size())));
  }
  std::vector<column_view> plain(keys.begin(), keys.end());
  texts_.resize(keys.size());
  for (std::size_t c = 0; c < keys.size(); ++c) {
    if (keys[c].words == nullptr) continue;
    texts_[c].resize(batch_capacity);
    const coded_column coded(keys[c]);
    for (const std::uint16_t i : positions_)
      if (keys[c].known(i)) texts_[c][i] = coded[i];
    plain[c] = {texts_[c].data(), keys[c].valid};
  }
  asking_.add(plain, {positions_.data(), static_cast<std::uint32_t>(positions_.size())}, destination_.data());
}

void fetcher::round(bool done) {
  asking_.round(done);
  answer();
  answering_.round(done);
  const std::span<const field> fields(from_.fields);
  auto got = std::make_unique<join_table::impl>(at_, from_.how, from_.key_fields, fields.subspan(keys_.size()));
  got->conditional = from_.conditional;
  batch b;
  while (answering_.next(b)) got->builder.add(b.columns, b);
  got->finish(layout::replicated, 0, 0);
  from_.fetched = std::move(got);
  asked_ = packed_keys(at_, keys_);
  scan_.emplace(waiting_.finish(layout::replicated));
}

void fetcher::answer() {
  // look-ups now use this rank's own rows
  from_.fetched.reset();
  numbers_.clear();
  // one row shows that there is a partner
  const bool one = (from_.how == join::semi || from_.how == join::anti) && !from_.conditional;
  batch b;
  while (asking_.next(b)) {
    from_.look_up(b.columns, b);
    if (!from_.matched.empty()) from_.mark_matched(b.size);
    for (std::uint32_t k = 0; k < b.size; ++k) {
      const std::uint32_t hit = from_.hits[k];
      if (hit == key_table::none) continue;
      const std::uint32_t begin = from_.unique ? 0 : from_.starts[hit], end = from_.unique ? 1 : from_.starts[hit + 1];
      for (std::uint32_t i = begin; i < (one ? begin + 1 : end); ++i) {
        numbers_.push_back(from_.unique ? hit : from_.row_list[i]);
        if (numbers_.size() == batch_capacity) flush(asking_.source());
      }
    }
    flush(asking_.source());
  }
}

void fetcher::flush(int destination) {
  const auto n = static_cast<std::uint32_t>(numbers_.size());
  if (n != 0) answering_.add(stored_.pick(numbers_.data(), n), {nullptr, n}, destination);
  numbers_.clear();
}

// Finds the pairs of a turned table, or marks its rows: they are looked up among the few of the other side, which every
// rank has.
class turned_probe {
 public:
  turned_probe(const site& at, join_table::impl& of, const table& few)
      : of_(of), few_(at, join::inner, std::span<const field>(few.fields()).first(of.key_fields.size()), {}) {
    few_.rows = few;
    few_.build();
    std::vector<std::uint32_t> keys(of.key_fields.size());
    std::iota(keys.begin(), keys.end(), 0U);
    scan_.emplace(of.rows, keys);
    taken_.resize(few.width());
    if (of.how == join::marked) mark();
  }

  // The other side's rows of the next pairs.
  bool next(batch& out) {
    if (of_.how == join::marked) return false;
    for (few_.next_candidates(pairs_); pairs_.count == 0; few_.next_candidates(pairs_)) {
      first_ += looked_up_.size;
      if (!scan_->next(looked_up_)) return false;
      few_.look_up(looked_up_.columns, looked_up_);
      few_.probed = looked_up_;
      few_.next_row = few_.next_in_list = 0;
    }
    of_.turned_count = pairs_.count;
    for (std::uint32_t k = 0; k < pairs_.count; ++k) of_.turned_rows[k] = first_ + pairs_.left[k];
    const bool far = few_.rows.rows() > batch_capacity;
    out.columns.clear();
    for (std::size_t c = 0; c < taken_.size(); ++c)
      out.columns.push_back(taken_[c].take(few_.rows.column(c), pairs_.right, pairs_.count, far));
    out.size = pairs_.count;
    out.first_row = 0;
    return true;
  }

 private:
  void mark() {
    of_.matched.resize(words_for(static_cast<std::size_t>(of_.rows.rows())), 0);
    for (std::size_t first = 0; scan_->next(looked_up_); first += looked_up_.size) {
      few_.look_up(looked_up_.columns, looked_up_, true);
      for (std::uint32_t k = 0; k < looked_up_.size; ++k)
        if (few_.hits[k] != key_table::none) set_bits(of_.matched.data(), first + k, first + k + 1);
    }
  }

  join_table::impl& of_;
  join_table::impl few_;
  std::optional<table_scan> scan_;
  batch looked_up_;
  std::uint32_t first_ = 0;  // row of the table that is the first of these
  matches pairs_;
  std::vector<taken_column> taken_;
};

}  // namespace

struct route::impl {
  impl(const site& at, join_table::impl& to, std::span<const field> columns)
      : at(at), to(to), fields(columns.begin(), columns.end()) {
    if (to.turned)
      collected.emplace(at, columns);
    else
      choose_way();
    exchanges = collected || moving || fetching;
  }

  void choose_way() {
    const std::span<const field> columns(fields);
    if (to.spread && to.in_order)
      fetching.emplace(at, to, columns);
    else if (to.spread)
      moving.emplace(at, columns);
  }

  // All rows are there: they are few enough for a turned table, or go the usual way.
  void turn() {
    table all = collected->finish(layout::blocks);
    collected.reset();
    if (to.turned && to.turn(all.total())) {
      // more than a few only if an earlier route has marked rows already
      const std::int64_t parts = to.how == join::marked ? all.total() / most_gathered + 1 : 1;
      for (std::int64_t p = 0; p < parts; ++p) {
        const block part = block_of(all.rows(), static_cast<int>(p), static_cast<int>(parts));
        turned.emplace(at, to, gather(at, all.slice(part.begin, part.count, 0, part.count, layout::blocks)));
      }
    } else {
      if (!moving && !fetching) choose_way();
      again.emplace(std::move(all));
    }
  }

  bool next(batch& received, rows& arrived);
  void renumber(batch& received);

  const site& at;
  join_table::impl& to;
  std::vector<field> fields;
  std::vector<std::uint32_t> numbers;  // of the columns that arrive; empty if they are 0, 1, 2, ...
  std::vector<column_view> as_sent;
  // of a turned table, or after another route: first the rows wait until all are there, then pairs are found, or the
  // rows are sent after all
  std::optional<table_builder> collected;
  std::optional<turned_probe> turned;
  std::optional<table_scan> again;
  // at most one of them: without, the rows pass through
  std::optional<row_exchange> moving;
  std::optional<fetcher> fetching;
  bool exchanges = false;  // it, or an earlier one from which its rows come, takes turns with other ranks
  bool closed = false;
  // rows that pass through, handed out once
  std::vector<column_view> columns;
  rows passing;
  std::uint16_t positions[batch_capacity];
  bool waiting = false;

  std::vector<std::uint64_t> hashes;
  std::vector<std::uint16_t> destination;
};

route::route(const site& at, const join_table& to, std::span<const field> columns)
    : self_(new impl(at, *to.self_, columns)) {}
route::route(const site& at, const join_table& to, const source_columns& columns) : route(at, to, columns.fields) {
  self_->numbers = columns.numbers;
}
route::~route() { delete self_; }

void route::follow(const route& earlier) {
  impl& s = *self_;
  if (earlier.self_->exchanges && s.exchanges && !s.collected) s.collected.emplace(s.at, s.fields);
  s.exchanges = s.exchanges || earlier.self_->exchanges;
}

void route::send(std::span<const column_view> columns, rows rows) {
  impl& s = *self_;
  const std::span<const column_view> keys = columns.first(s.to.key_fields.size());
  const bool filters = s.to.filter.made() && s.to.before_sending.pays();
  if (filters || ((s.moving || s.fetching) && !s.collected)) {
    s.hashes.resize(batch_capacity);
    hash_columns(keys, kinds_of(s.to.key_fields, keys), rows, s.hashes.data());
  }
  if (filters) rows = s.to.may_match(rows, s.hashes.data(), s.positions);
  if (s.collected) {
    s.collected->add(columns, rows);
    return;
  }
  if (!s.moving && !s.fetching) {
    s.columns.assign(columns.begin(), columns.end());
    s.passing = rows;
    if (rows.at != nullptr) {
      std::copy_n(rows.at, rows.count, s.positions);
      s.passing.at = s.positions;
    }
    s.waiting = true;
    return;
  }
  if (s.fetching) {
    s.fetching->send(keys, columns, rows, s.hashes.data());
    if (s.fetching->full()) s.fetching->round(false);
    return;
  }
  s.destination.resize(batch_capacity);
  const int ranks = rt::size();
  for (std::uint32_t k = 0; k < rows.count; ++k)
    s.destination[k] = static_cast<std::uint16_t>(owner_of_hash(s.hashes[k], ranks));
  s.moving->add(columns, rows, s.destination.data());
  if (s.moving->full()) s.moving->round(false);
}

void route::close() { self_->closed = true; }
bool route::closed() const { return self_->closed; }

bool route::next(batch& received, rows& arrived) {
  if (!self_->next(received, arrived)) return false;
  if (!self_->numbers.empty()) self_->renumber(received);
  return true;
}

bool route::impl::next(batch& received, rows& arrived) {
  if (turned) {
    if (!turned->next(received)) return false;
    arrived = received;
    return true;
  }
  if (moving || fetching) {
    if (!(moving ? moving->next(received) : fetching->next(received))) return false;
    arrived = received;
    return true;
  }
  if (!waiting) return false;
  waiting = false;
  if (passing.count == 0) return false;
  received.columns = columns;
  // the rows up to the last selected one
  received.size = passing[passing.count - 1] + 1;
  received.first_row = 0;
  arrived = passing;
  return true;
}

void route::impl::renumber(batch& received) {
  as_sent.swap(received.columns);
  received.columns.assign(*std::ranges::max_element(numbers) + std::size_t{1}, {});
  for (std::size_t c = 0; c < numbers.size(); ++c) received.columns[numbers[c]] = as_sent[c];
}

bool route::open() {
  impl& s = *self_;
  if (!s.closed) return true;
  if (s.collected) {
    s.turn();
    return true;
  }
  if (s.again) {
    if (batch b; s.again->next(b))
      send(b.columns, b);
    else
      s.again.reset();
    return true;
  }
  if (s.moving && s.moving->open())
    s.moving->round(true);
  else if (s.fetching && s.fetching->open())
    s.fetching->round(true);
  else
    return false;
  return true;
}

}  // namespace bodo::rt
