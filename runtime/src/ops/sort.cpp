#include "bodo/rt/sort.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/redistribute.h"
#include "columns/row_picker.h"
#include "columns/table_content.h"
#include "ops/first_of_groups.h"
#include "ops/first_rows.h"
#include "ops/row_order.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

// With a limit, this number of rows beyond twice the limit is collected before the last ones are dropped.
constexpr std::int64_t slack = 64;
// Samples per rank: blocks of the result differ by about a tenth.
constexpr std::int64_t samples_per_rank = 256;

}  // namespace

struct sorter::impl {
  impl(const site& at, std::span<const field> fields, std::span<const sort_key> keys, std::int64_t limit)
      : at(&at), fields(fields.begin(), fields.end()), keys(keys.begin(), keys.end()), limit(limit), order(at) {
    for (sort_key& key : this->keys)
      if (*key.name != '\0') {
        const auto named = [&](const field& f) { return std::string_view(f.name) == key.name; };
        key.column = static_cast<std::size_t>(std::ranges::find_if(fields, named) - fields.begin());
      }
    collect(this->fields);
    if (limit <= 0) return;
    std::vector<field> key_fields;
    for (const std::uint32_t c : key_columns) key_fields.push_back(fields[c]);
    first.emplace(at, key_fields, this->keys, limit);
  }

  // Rows of these fields are added from now on, and sorted by `keys`.
  void collect(std::span<const field> of) {
    builder.emplace(*at, of);
    key_columns.clear();
    for (const sort_key& key : keys) key_columns.push_back(static_cast<std::uint32_t>(key.column));
  }

  const site* at;
  std::vector<field> fields;
  std::vector<sort_key> keys;
  std::vector<std::uint32_t> key_columns;
  std::int64_t limit;
  std::optional<table_builder> builder;
  std::optional<first_rows> first;  // with a limit
  std::optional<rt::first_of_groups> of_groups;
  std::vector<std::uint32_t> group_columns;

  // Of the fields, those that are read later; as long as they are not there, the builder has the others and, as the
  // last one, the row's number in the source.
  std::vector<std::uint32_t> later, others;
  std::vector<std::int64_t> numbers;  // of a batch

  table rows_here;
  array<std::uint32_t> order;
  std::int64_t size = 0, begin = 0, total = 0;
  std::vector<std::int64_t> sizes;  // of all ranks; empty if every rank has the same rows
  std::int64_t next_row = 0;
  row_picker* picker = nullptr;

  // The rows that may be among the first.
  rows keep(std::span<const column_view> columns, rows at) {
    std::vector<column_view> views;
    for (const std::uint32_t c : key_columns) views.push_back(columns[c]);
    return first->keep_first(views, first->keep(views, at));
  }
  // Keeps the first `limit` rows of those collected.
  void cut() {
    const table t = builder->finish(layout::replicated);
    const array<std::uint32_t> sorted = sorted_rows(*at, t, keys);
    row_picker pick(t);
    const auto kept = static_cast<std::size_t>(std::min(limit, t.rows()));
    for (std::size_t i = 0; i < kept; i += batch_capacity) {
      const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, kept - i));
      builder->add(pick.pick(sorted.data() + i, n), {nullptr, n});
    }
    first->set_last(t.select(key_columns), sorted[kept - 1]);
  }

  void sort_rows(layout l) {
    rows_here = builder->finish(l);
    if (rows_here.rows() > 0xffffffff) fail(*at, "a rank has more than four billion rows to sort");
    order = sorted_rows(*at, rows_here, keys);
  }
  void move_rows();
  std::vector<std::int64_t> boundaries();
  std::int64_t of_all(const table& t, const array<std::uint32_t>& sorted, std::int64_t mine) const;
};

sorter::sorter(const site& at, std::span<const field> fields, std::span<const sort_key> keys, std::int64_t limit)
    : self_(new impl(at, fields, keys, limit)) {}
sorter::~sorter() {
  delete self_->picker;
  delete self_;
}

void sorter::add(std::span<const column_view> columns, rows rows, std::int64_t first_row) {
  impl& s = *self_;
  if (s.of_groups) {
    std::vector<column_view> groups;
    for (const std::uint32_t c : s.group_columns) groups.push_back(columns[c]);
    s.builder->add(columns, s.of_groups->keep(groups, columns[s.key_columns.front()], rows));
    if (!s.of_groups->worthwhile()) s.of_groups.reset();
    return;
  }
  if (s.limit == no_limit) return s.builder->add(columns, rows);
  if (s.limit == 0) return;
  const rt::rows kept = s.keep(columns, rows);
  if (s.later.empty()) {
    s.builder->add(columns, kept);
  } else {
    for (std::uint32_t k = 0; k < kept.count; ++k) s.numbers[kept[k]] = first_row + kept[k];
    std::vector<column_view> views(columns.begin(), columns.end());
    views.push_back({s.numbers.data()});
    s.builder->add(views, kept);
  }
  if (s.builder->rows() >= (s.first->has_last() ? 2 * s.limit + slack : s.limit)) s.cut();
}

void sorter::first_of_groups(std::int64_t n, std::initializer_list<std::uint32_t> fields) {
  impl& s = *self_;
  s.group_columns = fields;
  std::vector<key> keys;
  for (const std::uint32_t c : fields) keys.emplace_back(s.fields[c]);
  s.of_groups.emplace(*s.at, keys, s.fields[s.key_columns.front()], s.keys.front(), s.keys.size() == 1, n);
}

void sorter::read_later(std::initializer_list<std::uint32_t> fields) {
  impl& s = *self_;
  s.later = fields;
  s.numbers.resize(batch_capacity);
  std::vector<field> held;
  for (std::uint32_t c = 0; c < s.fields.size(); ++c) {
    if (std::ranges::find(s.later, c) != s.later.end()) continue;
    for (sort_key& key : s.keys)
      if (key.column == c) key.column = held.size();
    s.others.push_back(c);
    held.push_back(s.fields[c]);
  }
  held.push_back({"", bodo::int64});
  s.collect(held);
}

// Of this rank's first rows, the number of those that are among the first of all ranks. Collective.
std::int64_t sorter::impl::of_all(const table& t, const array<std::uint32_t>& sorted, std::int64_t mine) const {
  if (rt::size() == 1) return mine;
  const table key_rows = t.select(key_columns);
  table_builder firsts(*at, key_rows.fields());
  row_picker pick(key_rows);
  for (std::int64_t i = 0; i < mine; i += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, mine - i));
    firsts.add(pick.pick(sorted.data() + i, n), {nullptr, n});
  }
  const table here = firsts.finish(layout::blocks);
  std::vector<sort_key> by = keys;
  for (std::size_t k = 0; k < keys.size(); ++k) by[k].column = k;
  const array<std::uint32_t> all = sorted_rows(*at, gather(*at, here), by);
  return std::count_if(all.begin(), all.begin() + std::min<std::int64_t>(limit, std::ssize(all)),
                       [&](std::int64_t row) { return row >= here.first() && row < here.first() + here.rows(); });
}

void sorter::complete(numbered_rows&& source) {
  impl& s = *self_;
  guard(*s.at);
  const table held = s.builder->finish(layout::replicated);
  const array<std::uint32_t> sorted = sorted_rows(*s.at, held, s.keys);
  const auto n = static_cast<std::size_t>(s.of_all(held, sorted, std::min(s.limit, held.rows())));
  const column<std::int64_t> number(held.column(s.others.size()));
  // places among the sorted rows, by the rows' numbers, and the other way round
  std::vector<std::uint32_t> by_number(n), place(n);
  std::iota(by_number.begin(), by_number.end(), 0U);
  std::ranges::sort(by_number, {}, [&](std::uint32_t i) { return number[sorted[i]]; });
  std::vector<std::int64_t> numbers(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    numbers[i] = number[sorted[by_number[i]]];
    place[by_number[i]] = i;
  }
  const table rest = source.at(numbers);

  for (sort_key& key : s.keys) key.column = s.others[key.column];
  s.collect(s.fields);
  row_picker pick_held(held), pick_rest(rest);
  std::vector<column_view> views(s.fields.size());
  for (std::size_t i = 0; i < n; i += batch_capacity) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, n - i));
    const auto here = pick_held.pick(sorted.data() + i, count), later = pick_rest.pick(place.data() + i, count);
    for (std::size_t c = 0; c < s.others.size(); ++c) views[s.others[c]] = here[c];
    for (std::size_t c = 0; c < s.later.size(); ++c) views[s.later[c]] = later[c];
    s.builder->add(views, {nullptr, count});
  }
}

// The beginnings of the rows for each rank in this rank's order: from samples of all ranks' rows, each of which
// represents the same number of rows. A row's place in the input decides between equal keys, so that they are split as
// evenly as others.
std::vector<std::int64_t> sorter::impl::boundaries() {
  const std::int64_t ranks = rt::size();
  const auto mine = static_cast<std::int64_t>(order.size());
  const std::int64_t all = rt::total(mine);
  const std::int64_t step = std::max<std::int64_t>(1, all / (ranks * samples_per_rank));

  // the key columns of the samples, and their places
  std::vector<sort_key> sample_keys = keys;
  for (std::size_t k = 0; k < keys.size(); ++k) sample_keys[k].column = k;
  const table key_rows = rows_here.select(key_columns);
  std::vector<field> sample_fields = key_rows.fields();
  sample_fields.push_back({"row", bodo::int64});
  table_builder samples(*at, sample_fields);
  row_picker pick(key_rows);
  std::vector<std::uint32_t> numbers;
  std::vector<std::int64_t> places;
  const auto flush = [&] {
    const auto picked = pick.pick(numbers.data(), static_cast<std::uint32_t>(numbers.size()));
    std::vector<column_view> views(picked.begin(), picked.end());
    views.push_back({places.data()});
    samples.add(views, {nullptr, static_cast<std::uint32_t>(numbers.size())});
    numbers.clear(), places.clear();
  };
  for (std::int64_t i = step / 2; i < mine; i += step) {
    numbers.push_back(order[static_cast<std::size_t>(i)]);
    places.push_back(rows_here.first() + numbers.back());
    if (numbers.size() == batch_capacity) flush();
  }
  flush();
  const table sampled = gather(*at, samples.finish(layout::blocks));
  const column<std::int64_t> place_of(sampled.column(keys.size()));
  const array<std::uint32_t> sorted = sorted_rows(*at, sampled, [&] {
    std::vector<sort_key> k = sample_keys;
    k.push_back(keys.size());
    return k;
  }());

  std::vector<std::int64_t> begin(static_cast<std::size_t>(ranks) + 1, mine);
  begin[0] = 0;
  const std::int64_t n = sampled.rows();
  for (std::int64_t r = 1; r < ranks && n != 0; ++r) {
    const std::size_t splitter = sorted[static_cast<std::size_t>(n * r / ranks)];
    // the first row that doesn't come before the splitter
    const auto before = [&](std::uint32_t row) {
      const int c = compare_rows(key_rows, row, sampled, splitter, sample_keys);
      return c != 0 ? c < 0 : rows_here.first() + row < place_of[splitter];
    };
    begin[static_cast<std::size_t>(r)] = std::partition_point(order.begin(), order.end(), before) - order.begin();
  }
  return begin;
}

void sorter::impl::move_rows() {
  const auto ranks = static_cast<std::size_t>(rt::size());
  const std::vector<std::int64_t> begin = boundaries();
  std::vector<std::int64_t> counts(ranks);
  for (std::size_t r = 0; r < ranks; ++r) counts[r] = begin[r + 1] - begin[r];
  shuffled mine;
  {
    row_picker pick(rows_here);
    std::size_t to = 0;
    std::int64_t i = 0;
    mine = shuffle(*at, fields, counts, [&](row_exchange& x) {
      while (to < ranks && i == begin[to + 1]) ++to;
      if (to == ranks) return false;
      const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, begin[to + 1] - i));
      x.add(pick.pick(order.data() + i, n), {nullptr, n}, static_cast<int>(to));
      i += n;
      return true;
    });
  }
  rows_here = std::move(mine.rows);
  sizes = std::move(mine.sizes);
  order.free();
  // runs of the ranks one after the other: equal rows are in the order of the input
  order = sorted_rows(*at, rows_here, keys);
}

void sorter::finish() {
  impl& s = *self_;
  if (rt::size() == 1) {
    guard(*s.at);
    finish_local();
    s.sizes = {s.size};
    return;
  }
  s.sort_rows(layout::blocks);
  // at most `limit` rows of any rank are needed
  if (s.limit != no_limit && static_cast<std::int64_t>(s.order.size()) > s.limit)
    s.order.resize(static_cast<std::size_t>(s.limit));
  s.move_rows();
  for (std::size_t r = 0; r < s.sizes.size(); ++r) {
    if (s.limit != no_limit) s.sizes[r] = std::min(s.sizes[r], s.limit - s.total);
    if (static_cast<int>(r) == rt::rank()) s.begin = s.total;
    s.total += s.sizes[r];
  }
  s.size = s.sizes[static_cast<std::size_t>(rt::rank())];
  s.picker = new row_picker(s.rows_here);
}

void sorter::finish_local() {
  impl& s = *self_;
  s.sort_rows(layout::replicated);
  s.size = static_cast<std::int64_t>(s.order.size());
  if (s.limit != no_limit) s.size = std::min(s.size, s.limit);
  s.total = s.size;
  s.picker = new row_picker(s.rows_here);
}

std::span<const field> sorter::fields() const { return self_->fields; }
std::int64_t sorter::size() const { return self_->size; }
std::int64_t sorter::total() const { return self_->total; }

bool sorter::next(batch& out) {
  poll_failures();
  impl& s = *self_;
  const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_size(), s.size - s.next_row));
  if (n == 0) {  // the rows cannot be read again
    delete std::exchange(s.picker, nullptr);
    s.rows_here = table();
    s.order.free();
    return false;
  }
  const auto picked = s.picker->pick(s.order.data() + s.next_row, n);
  out.columns.assign(picked.begin(), picked.end());
  out.size = n;
  out.first_row = s.begin + s.next_row;
  s.next_row += n;
  return true;
}

table sorter::to_table() {
  impl& s = *self_;
  table_builder all(*s.at, s.fields);
  for (batch b; next(b);) all.add(b.columns, b);
  const table here = all.finish(layout::replicated);
  return s.sizes.empty() ? here : placed_by_counts(here, s.sizes);
}

}  // namespace bodo::rt
