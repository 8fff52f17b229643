#include "files/skip_condition.h"

#include <algorithm>
#include <limits>

#include "files/chunk_filter.h"
#include "files/column_bounds.h"

namespace bodo::rt::files {
namespace {

using order = column_statistics::order;

template <class T>
bool may_match(comparison op, const T& least, const T& greatest, const T& value) {
  switch (op) {
    case comparison::lt: return least < value;
    case comparison::le: return least <= value;
    case comparison::gt: return greatest > value;
    case comparison::ge: return greatest >= value;
    case comparison::eq: return least <= value && value <= greatest;
  }
  return true;
}

// Integers that a double holds exactly: others are not compared with doubles.
bool is_exact(int128 v) { return v >= -(int128{1} << 53) && v <= int128{1} << 53; }

// The missing keys of a join equal each other.
bool may_match(const column_statistics& s, std::int64_t rows, const key_values& keys) {
  if (keys.missing && s.missing != 0) return true;
  if (s.missing == rows) return false;
  if (s.by != order::integers || s.least < std::numeric_limits<std::int64_t>::min() ||
      s.greatest > std::numeric_limits<std::int64_t>::max())
    return true;
  return keys.any_within(static_cast<std::int64_t>(s.least), static_cast<std::int64_t>(s.greatest));
}

bool may_match(const column_statistics& s, std::int64_t rows, const skip_condition& c) {
  if (const auto* keys = std::get_if<key_values>(&c.value)) return may_match(s, rows, *keys);
  if (s.missing == rows) return false;
  if (const auto* integer = std::get_if<int128>(&c.value)) {
    if (s.by == order::integers) return may_match(c.op, s.least, s.greatest, *integer);
    if (s.by == order::floats && is_exact(*integer))
      return may_match(c.op, s.least_float, s.greatest_float, static_cast<double>(*integer));
  } else if (const auto* number = std::get_if<double>(&c.value)) {
    if (s.by == order::floats) return may_match(c.op, s.least_float, s.greatest_float, *number);
    if (s.by == order::integers && is_exact(s.least) && is_exact(s.greatest))
      return may_match(c.op, static_cast<double>(s.least), static_cast<double>(s.greatest), *number);
  } else if (s.by == order::texts) {
    return may_match(c.op, s.least_text, s.greatest_text, std::get<std::string>(c.value));
  }
  return true;
}

// All of the conditions on one column, if `matches_one` says of each whether a row may fulfil it.
template <class Matches>
bool may_match(std::size_t column, const std::vector<skip_condition>& conditions, Matches matches_one) {
  bool one_value = false, any_value = false;  // conditions with eq and one value
  for (const skip_condition& c : conditions) {
    if (c.column != column) continue;
    const bool matches = matches_one(c);
    if (c.op == comparison::eq && !std::holds_alternative<key_values>(c.value)) {
      one_value = true;
      any_value = any_value || matches;
    } else if (!matches) {
      return false;
    }
  }
  return any_value || !one_value;
}

bool may_match(const column_statistics& s, std::int64_t rows, std::size_t column,
               const std::vector<skip_condition>& conditions) {
  return may_match(column, conditions, [&](const skip_condition& c) { return may_match(s, rows, c); });
}

// Whether a condition asks for values that a Bloom filter may tell of: few, and not missing.
bool asks_for_values(const skip_condition& c, const column_statistics& s) {
  if (const auto* keys = std::get_if<key_values>(&c.value))
    return !keys->each.empty() && !(keys->missing && s.missing != 0);
  return c.op == comparison::eq;
}

bool may_match(const chunk_filter& filter, const skip_condition& c, const column_statistics& s) {
  if (!asks_for_values(c, s)) return true;
  if (const auto* keys = std::get_if<key_values>(&c.value))
    return std::ranges::any_of(keys->each, [&](std::int64_t key) { return filter.may_have(int128{key}); });
  if (const auto* integer = std::get_if<int128>(&c.value)) return filter.may_have(*integer);
  if (const auto* number = std::get_if<double>(&c.value)) return filter.may_have(*number);
  return filter.may_have(std::string_view(std::get<std::string>(c.value)));
}

std::vector<std::size_t> columns_of(const std::vector<skip_condition>& conditions) {
  std::vector<std::size_t> columns;
  for (const skip_condition& c : conditions)
    if (std::ranges::find(columns, c.column) == columns.end()) columns.push_back(c.column);
  return columns;
}

std::vector<row_range> in_both(const std::vector<row_range>& a, const std::vector<row_range>& b) {
  std::vector<row_range> both;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size(); a[i].end < b[j].end ? ++i : ++j) {
    const row_range common{std::max(a[i].begin, b[j].begin), std::min(a[i].end, b[j].end)};
    if (common.begin < common.end) both.push_back(common);
  }
  return both;
}

}  // namespace

bool may_match(const row_group& group, const std::vector<skip_condition>& conditions) {
  return std::ranges::all_of(columns_of(conditions), [&](std::size_t column) {
    return may_match(group.columns[column].statistics, group.rows, column, conditions);
  });
}

row_finder::row_finder(const parquet_files::content& from, const std::vector<skip_condition>& conditions)
    : from_(&from), conditions_(&conditions) {
  for (const std::size_t column : columns_of(conditions)) columns_.push_back({column});
}

namespace {
constexpr int most_in_vain = 3;
}

std::vector<row_range> row_finder::in(const row_group& group, const std::shared_ptr<const random_file>& file) {
  std::vector<row_range> rows{{0, group.rows}};
  for (column& c : columns_) {
    if (c.filters_in_vain < most_in_vain && filter_leaves_out(c, group, file)) return {};
    if (c.pages_in_vain < most_in_vain) rows = in_both(rows, in_pages(c, group, *file));
    if (rows.empty()) break;
  }
  return rows;
}

bool row_finder::filter_leaves_out(column& c, const row_group& group,
                                   const std::shared_ptr<const random_file>& file) const {
  const column_statistics& s = group.columns[c.number].statistics;
  const auto asks = [&](const skip_condition& one) { return one.column == c.number && asks_for_values(one, s); };
  if (std::ranges::none_of(*conditions_, asks)) return false;
  const chunk_filter filter(file, group, c.number, form_of(c, group));
  const bool leaves_out =
      !may_match(c.number, *conditions_, [&](const auto& one) { return may_match(filter, one, s); });
  c.filters_in_vain = leaves_out ? 0 : c.filters_in_vain + 1;
  return leaves_out;
}

std::vector<row_range> row_finder::in_pages(column& c, const row_group& group, const random_file& file) const {
  const std::vector<page_bounds> pages =
      read_page_bounds(file, group, c.number, form_of(c, group), from_->fields[c.number].type);
  if (pages.empty()) return {{0, group.rows}};
  std::vector<row_range> rows;
  for (const page_bounds& page : pages) {
    if (!may_match(page.statistics, page.rows, c.number, *conditions_)) continue;
    if (!rows.empty() && rows.back().end == page.begin)
      rows.back().end += page.rows;
    else
      rows.push_back({page.begin, page.begin + page.rows});
  }
  const bool in_vain = rows.size() == 1 && rows[0].begin == 0 && rows[0].end == group.rows;
  c.pages_in_vain = in_vain ? c.pages_in_vain + 1 : 0;
  return rows;
}

}  // namespace bodo::rt::files
