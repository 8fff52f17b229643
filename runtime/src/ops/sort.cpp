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
#include "job/progress.h"
#include "ops/first_of_groups.h"
#include "ops/first_rows.h"
#include "ops/order_parts.h"
#include "ops/row_order.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

// With a limit, this number of rows beyond twice the limit is collected before the last ones are dropped.
constexpr std::int64_t slack = 64;

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

  void collected(layout l) {
    rows_here = builder->finish(l);
    check_number();
  }
  void check_number() const {
    if (rows_here.rows() > 0xffffffff) fail(*at, "a rank has more than four billion rows to sort");
  }
  void move_rows();
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

// Moves the rows to the ranks that have their parts of the order.
void sorter::impl::move_rows() {
  shuffled mine;
  {
    const array<std::uint16_t> ranks = parts_of_order(*at, rows_here, keys);
    mine = shuffle(*at, std::exchange(rows_here, {}), {ranks.data(), ranks.size()});
  }
  rows_here = std::move(mine.rows);
  sizes = std::move(mine.sizes);
  check_number();
}

void sorter::finish() {
  impl& s = *self_;
  if (rt::size() == 1) {
    guard(*s.at);
    finish_local();
    s.sizes = {s.size};
    return;
  }
  const long_step step("sort");
  // at most `limit` rows of any rank are needed
  if (s.limit != no_limit && s.builder->rows() > s.limit) s.cut();
  s.collected(layout::blocks);
  s.move_rows();
  // the ranks' rows have come one rank's after the other's: equal rows are in the order of the input
  s.order = sorted_rows(*s.at, s.rows_here, s.keys);
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
  const long_step step("sort");
  s.collected(layout::replicated);
  s.order = sorted_rows(*s.at, s.rows_here, s.keys);
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
