#include "files/skip_condition.h"

#include <algorithm>
#include <limits>

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

// All of the conditions on one column, for rows of which these are the statistics.
bool may_match(const column_statistics& s, std::int64_t rows, std::size_t column,
               const std::vector<skip_condition>& conditions) {
  bool one_value = false, any_value = false;  // conditions with eq and one value
  for (const skip_condition& c : conditions) {
    if (c.column != column) continue;
    const bool matches = may_match(s, rows, c);
    if (c.op == comparison::eq && !std::holds_alternative<key_values>(c.value)) {
      one_value = true;
      any_value = any_value || matches;
    } else if (!matches) {
      return false;
    }
  }
  return any_value || !one_value;
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

std::vector<row_range> matching_rows(const row_group& group, const std::vector<skip_condition>& conditions,
                                     const parquet_files::content& from, const random_file& file) {
  std::vector<row_range> rows{{0, group.rows}};
  for (const std::size_t column : columns_of(conditions)) {
    const column_form& form = from.files[static_cast<std::size_t>(group.file)].columns[column].form;
    const std::vector<page_bounds> pages = read_page_bounds(file, group, column, form, from.fields[column].type);
    if (pages.empty()) continue;
    std::vector<row_range> matching;
    for (const page_bounds& page : pages) {
      if (!may_match(page.statistics, page.rows, column, conditions)) continue;
      if (!matching.empty() && matching.back().end == page.begin)
        matching.back().end += page.rows;
      else
        matching.push_back({page.begin, page.begin + page.rows});
    }
    rows = in_both(rows, matching);
  }
  return rows;
}

}  // namespace bodo::rt::files
