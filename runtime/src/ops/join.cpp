#include "bodo/rt/join.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string_view>
#include <utility>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/guard.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/redistribute.h"
#include "columns/bits.h"
#include "columns/known_bits.h"
#include "columns/table_content.h"
#include "keys/hash_columns.h"
#include "ops/join_impl.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

// Costs of a rank, roughly: nanoseconds to send or receive a byte, the same if that takes memory from the operating
// system, to move a build row to another rank, to insert it into a table that fits the second-level cache or does not,
// to route a probe row.
constexpr double byte_cost = 0.4, fresh_byte_cost = 2, move_cost = 10, build_cost = 20, far_build_cost = 40,
                 route_cost = 30;
constexpr double near_rows = 1 << 18;
constexpr std::size_t most_remembered = std::size_t{1} << 20;  // rows whose strings look-ups may remember: 4 bytes each
constexpr std::size_t cached_bytes = 1 << 18;                  // of a column: it may stay in the second-level cache
constexpr std::int64_t most_broadcast = std::int64_t{2} << 30;
constexpr double large_build = 48 << 20;       // bytes: with more, memory is fresh
constexpr std::int64_t least_turned = 10'000;  // build rows: with fewer, collecting the other side costs more

// The way of all joins that BODO_JOIN names, for tests; else it is empty, and each join measures.
std::string_view way_for_tests() {
  const char* const way = std::getenv("BODO_JOIN");
  return way == nullptr ? std::string_view() : way;
}

std::vector<field> joined(std::span<const field> keys, std::span<const field> payload) {
  std::vector<field> all(keys.begin(), keys.end());
  all.insert(all.end(), payload.begin(), payload.end());
  return all;
}

}  // namespace

std::string_view key_filters_for_tests() {
  const char* const way = std::getenv("BODO_KEY_FILTER");
  return way == nullptr ? std::string_view() : way;
}

std::vector<storage> kinds_of(std::span<const field> keys, std::span<const column_view> columns) {
  std::vector<storage> kinds;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const storage s = keys[c].storage();
    kinds.push_back(
        s == storage::text || s == storage::code ? (columns[c].words != nullptr ? storage::code : storage::text) : s);
  }
  return kinds;
}

join_table::impl::impl(const site& at, join how, std::span<const field> keys, std::span<const field> payload)
    : at(&at),
      how(how),
      key_fields(keys.begin(), keys.end()),
      fields(joined(keys, payload)),
      builder(at, fields),
      keys(at, keys),
      bitmap(at),
      starts(at),
      row_list(at),
      hits(at),
      filter(at) {}

source_columns::source_columns(const std::vector<field>& file, std::initializer_list<source_column> columns) {
  for (const source_column& c : columns) {
    fields.push_back(c.own ? *c.own : file.at(c.number));
    numbers.push_back(c.number);
  }
}
source_columns::~source_columns() = default;

join_table::join_table(const site& at, join how, std::span<const field> keys, std::span<const field> payload)
    : self_(new impl(at, how, keys, payload)) {}
join_table::join_table(const site& at, join how, std::initializer_list<field> keys,
                       std::initializer_list<field> payload, conditional_t)
    : join_table(at, how, keys, payload) {
  self_->conditional = true;
}
join_table::join_table(const site& at, join how, const std::vector<field>& file,
                       std::initializer_list<source_column> keys, std::initializer_list<source_column> payload,
                       bool conditional)
    : join_table(at, how, source_columns(file, keys).fields, source_columns(file, payload).fields) {
  for (const source_column& c : payload) self_->payload_numbers.push_back(c.number);
  self_->conditional = conditional;
}
join_table::~join_table() { delete self_; }
void join_table::free() { delete std::exchange(self_, nullptr); }

void join_table::add(std::span<const column_view> columns, rows rows) { self_->builder.add(columns, rows); }

void join_table::finish(std::int64_t probe_rows, std::int64_t probe_width) {
  self_->finish(layout::blocks, probe_rows, probe_width);
}
void join_table::finish_in_order(std::int64_t probe_rows, std::int64_t probe_width) {
  self_->in_order = true;
  self_->finish(layout::blocks, probe_rows, probe_width);
}
void join_table::finish_local() { self_->finish(layout::replicated, 0, 0); }
void join_table::finish_everywhere() { self_->finish(layout::blocks, 0, 0, true); }

void join_table::impl::finish(layout l, std::int64_t probe_rows, std::int64_t probe_width, bool everywhere) {
  rows = builder.finish(l);
  total = rows.total();
  turned = !everywhere && better_turned(probe_rows, l);
  if (turned)
    make_payload();
  else
    bring(l, probe_rows, probe_width, everywhere);
}

// True if the other side has few rows: then these are looked up, and this side's rows need not move. The same on every
// rank.
bool join_table::impl::better_turned(std::int64_t probe_rows, layout l) const {
  if ((how != join::inner && how != join::marked) || conditional || in_order || key_fields.empty() ||
      l == layout::replicated)
    return false;
  if (const std::string_view way = way_for_tests(); !way.empty()) return way == "turned";
  if (probe_rows == unknown_rows) return false;
  return total >= least_turned && total < key_table::none && rt::total(probe_rows) < total / 4;
}

bool join_table::impl::turn(std::int64_t probe_rows) {
  if (probe_rows < total / 2 || way_for_tests() == "turned" || !matched.empty()) return true;
  turned = false;
  payload.clear();
  prefetched.clear();
  bring(layout::blocks, probe_rows / rt::size(), 32, false);
  return false;
}

void join_table::impl::bring(layout l, std::int64_t probe_rows, std::int64_t probe_width, bool everywhere) {
  if (l != layout::replicated && rt::size() > 1) {
    // Which build rows have a match for which the condition holds is known where the pairs are. If probe rows stay,
    // that is another rank than the build row's.
    const bool known_elsewhere = conditional && in_order && keeps_build(how);
    const bool movable = !everywhere && !key_fields.empty() && !known_elsewhere;
    spread = movable && better_spread(probe_rows, probe_width);
    if (spread && in_order && keeps_build(how)) {
      // their place in the order, for unmatched_scan
      rows = numbered(rows);
      fields.push_back({"", bodo::int64});
    }
    if (spread) {
      if (wants_filter(probe_rows)) filter.make(total);
      spread_rows();
    } else {
      rows = gather(*at, rows);
    }
  }
  build();
  make_payload();
}

// True if moving both sides costs less than sending the build side to every rank. The same on every rank.
bool join_table::impl::better_spread(std::int64_t probe_rows, std::int64_t probe_width) const {
  const std::string_view way = way_for_tests();
  if (way == "spread") return true;
  if (way == "broadcast") return false;
  const double ranks = rt::size();
  const auto build_bytes = static_cast<double>(rt::total(bytes_of(rows)));
  constexpr double assumed = 8;  // times the build rows, if the others' number is not known
  const auto build_rows = static_cast<double>(total);
  const auto known = static_cast<double>(rt::total(probe_rows));
  double probes = probe_rows == unknown_rows ? assumed * build_rows : known;
  if (build_bytes > static_cast<double>(std::min(most_broadcast, memory_limit() / 4))) return true;
  if (build_bytes > large_build && wants_filter(probe_rows)) probes *= share_with_partner();
  const double moved = (ranks - 1) / ranks;  // of the rows that are routed
  const double held_cost = build_bytes > large_build ? fresh_byte_cost : byte_cost;
  const auto inserted = [](double n) { return n * (n > near_rows ? far_build_cost : build_cost); };
  const double everywhere = build_bytes * moved * held_cost * 2 + inserted(build_rows);
  const double routed = probes * (static_cast<double>(probe_width) * moved * byte_cost * 2 + route_cost);
  const double apart =
      (build_bytes * moved * held_cost * 2 + build_rows * move_cost + routed) / ranks + inserted(build_rows / ranks);
  return apart < everywhere;
}

std::vector<std::uint32_t> join_table::impl::key_columns() const {
  std::vector<std::uint32_t> all(key_fields.size());
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

std::vector<key_values> join_table::impl::values(bool all_ranks) const {
  value_notes notes(key_fields);
  batch b;
  for (table_scan scan(rows, key_columns()); scan.next(b);) notes.add(b.columns, b);
  return notes.finish(all_ranks);
}

// The share of the rows that will be probed and have a partner, if all values between the least and the greatest key
// are equally likely, or no more than one of `most_gaps` occurs. The same on every rank. Collective.
double join_table::impl::share_with_partner() const {
  constexpr double most_gaps = 4;
  double possible = 1;
  for (const key_values& column : values(true))
    possible *= column.known ? static_cast<double>(column.greatest) - static_cast<double>(column.least) + 1 : 1;
  return std::min(1.0, most_gaps * static_cast<double>(total) / std::max(1.0, possible));
}

// True if rows without a partner may be dropped before they travel, and they are likely to be more than the filter
// costs. The same on every rank. Collective.
bool join_table::impl::wants_filter(std::int64_t probe_rows) const {
  constexpr std::size_t most_bytes = std::size_t{64} << 20;
  constexpr std::int64_t least_ratio = 4;
  const std::string_view way = key_filters_for_tests();
  if (way == "never" || keeps_probe(how) || how == join::anti) return false;
  if (way == "always") return true;
  return probe_rows != unknown_rows && bloom_filter::bytes_for(total) <= most_bytes &&
         rt::total(probe_rows) / least_ratio >= total;
}

bodo::rt::rows join_table::impl::may_match(bodo::rt::rows at, std::uint64_t* hashes, std::uint16_t* positions) {
  std::uint32_t kept = 0;
  for (std::uint32_t k = 0; k < at.count; ++k) {
    positions[kept] = static_cast<std::uint16_t>(at[k]);
    hashes[kept] = hashes[k];
    kept += filter.may_have(hashes[k]) ? 1U : 0U;
  }
  before_sending.add(at.count, kept);
  return {positions, kept};
}

// Sends each row to the rank that owns its keys' hash, in the order of the sending ranks.
void join_table::impl::spread_rows() {
  const std::size_t n_keys = key_fields.size();
  array<std::uint16_t> destination(*at, static_cast<std::size_t>(rows.rows()));
  std::vector<std::uint64_t> hashes(batch_capacity);
  batch b;
  std::size_t done = 0;
  for (table_scan scan(rows); scan.next(b); done += b.size) {
    const std::span<const column_view> key_columns(b.columns.data(), n_keys);
    hash_columns(key_columns, kinds_of(key_fields, key_columns), b, hashes.data());
    for (std::uint32_t k = 0; k < b.size; ++k)
      destination[done + k] = static_cast<std::uint16_t>(owner_of_hash(hashes[k], rt::size()));
    for (std::uint32_t k = 0; filter.made() && k < b.size; ++k) filter.add(hashes[k]);
  }
  if (filter.made()) filter.share();
  rows = shuffle(*at, std::exchange(rows, {}), {destination.data(), destination.size()}).rows;
}

// The rows' keys, packed, if they suit a bitmap; else nothing. Not for strings and floats: they are not observed before
// they are packed, so their packing may change while it is done.
array<std::uint64_t> join_table::impl::dense_keys(std::span<const std::uint32_t> key_columns) {
  array<std::uint64_t> packed(*at);
  const auto n = static_cast<std::size_t>(rows.rows());
  const key_codec::layout& shape = keys.codec.shape();
  if (keys.codec.has_strings() || !key_bitmap::suits(shape.words, shape.bits, n)) return packed;
  packed.reserve(n);
  batch b;
  for (table_scan scan(rows, key_columns); scan.next(b);) {
    if (!keys.codec.pack(b.columns, b)) {
      packed.clear();
      break;
    }
    packed.append(keys.codec.words()[0], b.size);
  }
  return packed;
}

void join_table::impl::build() {
  const auto n = static_cast<std::size_t>(rows.rows());
  if (n >= key_table::none - 1) fail(*at, "a rank has more than four billion rows of a join's build side");
  // the ranges first, which avoids repacking
  array<std::uint32_t> numbers(*at);
  numbers.resize(n);
  const std::vector<std::uint32_t> key_columns = this->key_columns();
  batch b;
  if (!key_fields.empty()) {
    for (table_scan scan(rows, key_columns); scan.next(b);) keys.codec.observe(b.columns, b);
    keys.widen();
  }
  std::size_t groups = 0;
  if (key_fields.empty()) {
    groups = n == 0 ? 0 : 1;
    std::fill_n(numbers.data(), n, 0u);
  } else if (const array<std::uint64_t> packed = dense_keys(key_columns); packed.size() == n && n != 0) {
    groups = bitmap.build(keys.codec.shape().bits, packed.data(), n, numbers.data());
  } else {
    keys.table.expect(n);
    std::size_t done = 0;
    for (table_scan scan(rows, key_columns); scan.next(b); done += b.size) {
      keys.pack(b.columns, b);
      keys.table.add(keys.codec.words(), b.size, numbers.data() + done);
    }
    groups = keys.table.size();
  }
  unique = groups == n;
  if (keeps_build(how)) matched.assign(words_for(conditional ? n : groups), 0);
  if (unique) return;  // key numbers are row numbers
  starts.resize(groups + 2);
  clear_bytes(starts.data(), (groups + 2) * sizeof(std::uint32_t));
  for (std::size_t i = 0; i < n; ++i) ++starts[numbers[i] + 2];
  for (std::size_t g = 2; g < groups + 2; ++g) starts[g] += starts[g - 1];
  // starts[g + 1] runs from the start of g to its end
  row_list.resize(n);
  for (std::size_t i = 0; i < n; ++i) row_list[starts[numbers[i] + 1]++] = static_cast<std::uint32_t>(i);
}

void join_table::impl::make_payload() {
  const auto n = static_cast<std::size_t>(rows.rows());
  const std::size_t first = key_fields.size();
  if (keeps_probe(how)) nothing.assign(2, 0);
  for (std::size_t c = first; c < fields.size(); ++c) {
    column_view v = rows.column(c);
    if (keeps_probe(how)) {
      // one more row, missing. Its value is zero: the table belongs to this join, and blocks have 64 more bytes than
      // requested (memory.h).
      const std::size_t width = width_of(fields[c].storage());
      if (n == 0)
        v.values = nothing.data();
      else
        clear_bytes(static_cast<char*>(const_cast<void*>(v.values)) + n * width, width);
      std::vector<std::uint64_t>& bits = valid_with_missing.emplace_back(n / 64 + 1, 0);
      if (v.valid == nullptr)
        set_bits(bits.data(), 0, n);
      else
        for (std::size_t w = 0; w < words_for(n); ++w) bits[w] = v.valid[w];
      clear_bit(bits.data(), n);
      v.valid = bits.data();
    }
    if (fields[c].storage() == storage::text && n <= most_remembered) v.source = new_source();
    payload.push_back(v);
    if (const std::size_t width = width_of(fields[c].storage()); n * width > cached_bytes)
      prefetched.push_back({static_cast<const char*>(v.values), width});
  }
}

bool join_table::spread() const { return self_->spread || self_->turned; }
std::int64_t join_table::rows_here() const { return self_->rows.rows(); }
std::int64_t join_table::rows_total() const { return self_->total; }
std::vector<key_values> join_table::values() const {
  if (spread()) guard(*self_->at);
  return self_->values(spread());
}
bool join_table::unique() const { return self_->unique; }
column_view join_table::column(std::size_t number) const { return self_->at_hand().payload[self_->place_of(number)]; }
std::size_t join_table::impl::place_of(std::size_t number) const {
  const auto& all = payload_numbers;
  return all.empty() ? number : static_cast<std::size_t>(std::ranges::find(all, number) - all.begin());
}
std::uint32_t join_table::missing_row() const { return static_cast<std::uint32_t>(self_->at_hand().rows.rows()); }

void join_table::impl::look_up(std::span<const column_view> columns, bodo::rt::rows at, bool whether) {
  hits.resize(at.count);
  if (key_fields.empty()) {
    std::fill_n(hits.data(), at.count, rows.rows() == 0 ? key_table::none : 0u);
    return;
  }
  const bool some_absent = keys.codec.pack_to_find(columns, at);
  if (bitmap.built() && whether)
    bitmap.find_existing(keys.codec.words()[0], at.count, hits.data());
  else if (bitmap.built())
    bitmap.find(keys.codec.words()[0], at.count, hits.data());
  else
    keys.table.find(keys.codec.words(), at.count, hits.data());
  if (!some_absent) return;
  const std::uint8_t* const absent = keys.codec.absent();
  for (std::uint32_t k = 0; k < at.count; ++k) hits[k] = absent[k] != 0 ? key_table::none : hits[k];
}

found_pairs join_table::probe(std::span<const column_view> keys, rows rows) {
  impl& s = self_->at_hand();
  s.probed = rows;
  if (s.turned) {
    if (rows.count != s.turned_count) fail(*s.at, "internal error: a route has not found the pairs");
    return found_pairs(*this);
  }
  s.look_up(keys, rows, s.asks_for_match());
  if (!s.matched.empty() && !s.conditional) s.mark_matched(rows.count);
  s.keep_unmatched = false;
  s.where.reset();
  s.next_row = s.next_in_list = 0;
  return found_pairs(*this);
}
// True if the pairs' build rows are never read.
bool join_table::impl::asks_for_match() const {
  return unique && !conditional && matched.empty() && fields.size() == key_fields.size();
}
void join_table::mark(std::span<const column_view> keys, rows rows) {
  self_->look_up(keys, rows);
  self_->mark_matched(rows.count);
}
void join_table::impl::mark_matched(std::uint32_t rows) {
  for (std::uint32_t k = 0; k < rows; ++k)
    if (hits[k] != key_table::none) set_bits(matched.data(), hits[k], hits[k] + std::size_t{1});
}

found_pairs join_table::probe_left(std::span<const column_view> keys, rows rows) {
  probe(keys, rows);
  self_->at_hand().keep_unmatched = true;
  return found_pairs(*this);
}
found_pairs join_table::probe_if(const pair_condition& where, bool left, std::span<const column_view> keys, rows rows) {
  probe(keys, rows);
  impl& s = self_->at_hand();
  s.keep_unmatched = left;
  s.where = where;
  s.row_matched = false;
  return found_pairs(*this);
}
matches& join_table::pairs() { return self_->pairs; }

std::span<const column_view> matches::take(const batch& probed, std::initializer_list<pair_column> columns) {
  if (taken_.size() < columns.size()) taken_.resize(columns.size());
  views_.clear();
  for (const pair_column& c : columns) {
    taken_column& to = taken_[views_.size()];
    switch (c.of) {
      case pair_column::side::left: {
        const column_view& view = c.at(probed);
        views_.push_back(is_left_whole_ ? view : to.take(view, left, count));
        break;
      }
      case pair_column::side::right:
        views_.push_back(to.take(c.view, right, count, !is_build_small_));
        views_.back().source = c.view.source;
        if (c.view.source != 0) views_.back().source_rows = right;
        break;
      case pair_column::side::neither: views_.push_back(c.view);
    }
  }
  return views_;
}

void matches::keep_known(const batch& probed, std::initializer_list<pair_column> columns, selection& kept) const {
  if (kept.empty()) return;
  const std::uint32_t last = kept[kept.size() - 1];
  known_bits of_left(left[last] + 1U), of_pairs(last + 1);
  for (const pair_column& c : columns)
    if (c.of != pair_column::side::right) (c.of == pair_column::side::left ? of_left : of_pairs).add(c.at(probed));
  if (of_left.some_missing()) kept.keep([&](std::uint32_t k) { return of_left[left[k]]; });
  if (of_pairs.some_missing()) kept.keep([&](std::uint32_t k) { return of_pairs[k]; });
  for (const pair_column& c : columns)
    if (c.of == pair_column::side::right && c.view.valid != nullptr)
      kept.keep([&](std::uint32_t k) { return c.view.known(right[k]); });
}

selection matches::known(const batch& probed, std::initializer_list<pair_column> columns, const rows& of) const {
  selection kept(of);
  keep_known(probed, columns, kept);
  return kept;
}

// Pairs of equal keys, and of rows without a partner if these are kept.
void join_table::impl::next_candidates(matches& out) {
  const std::uint32_t* const found = hits.data();
  const auto missing = static_cast<std::uint32_t>(rows.rows());
  std::uint32_t count = 0;
  if (unique && keep_unmatched) {
    // one pair a row
    count = probed.count - next_row;
    const std::uint32_t* const hits_left = found + next_row;
    for (std::uint32_t k = 0; k < count; ++k) out.left[k] = static_cast<std::uint16_t>(probed[next_row + k]);
    for (std::uint32_t k = 0; k < count; ++k) out.right[k] = hits_left[k] == key_table::none ? missing : hits_left[k];
    next_row = probed.count;
  } else if (unique) {
    // at most one pair a row, so all of them fit
    for (std::uint32_t k = next_row; k < probed.count; ++k) {
      out.left[count] = static_cast<std::uint16_t>(probed[k]);
      out.right[count] = found[k];
      count += found[k] != key_table::none;
    }
    next_row = probed.count;
  } else {
    while (next_row < probed.count && count < batch_capacity) {
      const std::uint32_t hit = found[next_row];
      const auto left = static_cast<std::uint16_t>(probed[next_row]);
      if (hit == key_table::none) {
        out.left[count] = left;
        out.right[count] = missing;
        count += keep_unmatched;
        ++next_row;
        continue;
      }
      const std::uint32_t begin = starts[hit] + next_in_list, end = starts[hit + 1];
      const std::uint32_t n = std::min(end - begin, batch_capacity - count);
      for (std::uint32_t i = 0; i < n; ++i) {
        out.left[count + i] = left;
        out.right[count + i] = row_list[begin + i];
      }
      count += n;
      if (begin + n == end)
        ++next_row, next_in_list = 0;
      else
        next_in_list += n;
    }
  }
  out.count = count;
  // the pairs are read next, one after the other: their misses overlap only here
  for (const auto& [values, width] : prefetched)
    for (std::uint32_t k = 0; k < count; ++k) __builtin_prefetch(values + out.right[k] * width);
}

// Drops the pairs for which the condition does not hold; a row that has lost all of its pairs has none with a partner.
void join_table::impl::drop_candidates(matches& out) {
  const auto missing = static_cast<std::uint32_t>(rows.rows());
  const std::uint32_t n = out.count;
  bool holds[batch_capacity];
  where->test(out.left, out.right, n, holds);
  if (keeps_build(how))
    for (std::uint32_t k = 0; k < n; ++k)
      if (holds[k] && out.right[k] != missing) set_bits(matched.data(), out.right[k], out.right[k] + std::size_t{1});
  std::uint32_t count = 0;
  if (!keep_unmatched) {
    for (std::uint32_t k = 0; k < n; ++k) {
      out.left[count] = out.left[k];
      out.right[count] = out.right[k];
      count += holds[k];
    }
  } else {
    for (std::uint32_t k = 0; k < n; ++k) {
      const std::uint16_t left = out.left[k];
      const std::uint32_t right = out.right[k];
      const bool stays = right != missing && holds[k];
      out.left[count] = left;
      out.right[count] = right;
      count += stays;
      row_matched |= stays;
      const bool last_of_row = k + 1 < n ? out.left[k + 1] != left : next_in_list == 0;
      if (!last_of_row) continue;
      if (!row_matched) {
        out.left[count] = left;
        out.right[count++] = missing;
      }
      row_matched = false;
    }
  }
  out.count = count;
}

bool join_table::next(matches& out) {
  impl& s = self_->at_hand();
  out.is_build_small_ = s.rows.rows() <= batch_capacity;
  if (s.turned) {
    out.count = std::exchange(s.probed.count, 0);
    std::iota(out.left, out.left + out.count, std::uint16_t{0});
    std::copy_n(s.turned_rows, out.count, out.right);
    out.is_left_whole_ = true;
    return out.count != 0;
  }
  do {
    s.next_candidates(out);
    if (out.count == 0) return false;
    if (s.where) s.drop_candidates(out);
  } while (out.count == 0);
  out.is_left_whole_ = s.unique && s.probed.at == nullptr && out.count == s.probed.count;
  return true;
}

void join_table::prefilter(std::span<const column_view> keys, selection& rows) {
  impl& s = *self_;
  if (s.turned || (s.spread && !s.filter.made()) || !s.prefiltered.pays()) return;
  const std::uint32_t n = rows.size();
  if (s.spread) {
    s.hashes.resize(batch_capacity);
    hash_columns(keys, kinds_of(s.key_fields, keys), rows, s.hashes.data());
    rows.clear();
    // what is written never overtakes what is read
    for (std::uint32_t k = 0; k < n; ++k) rows.add_if(rows[k], s.filter.may_have(s.hashes[k]));
  } else {
    keep_matching(keys, rows);
  }
  s.prefiltered.add(n, rows.size());
}

void join_table::keep_matching(std::span<const column_view> keys, selection& rows) { keep_if(true, keys, rows); }
void join_table::drop_matching(std::span<const column_view> keys, selection& rows) { keep_if(false, keys, rows); }

// The build rows with this key.
std::span<const std::uint32_t> join_table::impl::partners(std::uint32_t hit) const {
  return {row_list.data() + starts[hit], row_list.data() + starts[hit + 1]};
}

void join_table::keep_if(bool matching, std::span<const column_view> keys, selection& rows,
                         const pair_condition* where) {
  impl& s = self_->at_hand();
  s.look_up(keys, rows, where == nullptr);
  const std::uint32_t* const hits = s.hits.data();
  const std::uint32_t n = rows.size();
  rows.clear();
  // what is written never overtakes what is read
  if (where == nullptr) {
    for (std::uint32_t k = 0; k < n; ++k) rows.add_if(rows[k], (hits[k] != key_table::none) == matching);
    return;
  }
  for (std::uint32_t k = 0; k < n; ++k) {
    const std::uint32_t i = rows[k];
    bool match = hits[k] != key_table::none;
    if (match) {
      const std::span<const std::uint32_t> all = s.unique ? std::span(&hits[k], 1) : s.partners(hits[k]);
      match = where->any(i, all.data(), static_cast<std::uint32_t>(all.size()));
    }
    rows.add_if(i, match == matching);
  }
}

}  // namespace bodo::rt
