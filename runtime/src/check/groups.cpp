// Aggregates of plain tables and of groups of their rows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "check/aggregates.h"

namespace bodo::check {

namespace {

long double as_real(const value& v, bodo::type type) {
  if (std::holds_alternative<double>(v.is)) return v.real();
  auto d = static_cast<long double>(v.integer());
  for (int digit = 0; type.id == kind::decimal && digit < type.scale; ++digit) d /= 10;
  return d;
}

}  // namespace

value wrapped(int128 i, bodo::type type) {
  if (type.id == kind::uint64) return integer(static_cast<std::uint64_t>(i));
  return integer(type.id == kind::decimal ? i : static_cast<std::int64_t>(i));
}

value sum_of(const std::vector<value>& values, bodo::type type) {
  if (type.id == kind::float64 || type.id == kind::float32) {
    long double sum = 0;
    for (const value& v : values) sum += v.real();
    return real(static_cast<double>(sum));
  }
  int128 sum = 0;
  for (const value& v : values) sum += v.integer();
  return wrapped(sum, type);
}

// Half to even.
static int128 rounded_quotient(int128 a, int128 n) {
  const int128 low = a / n - (a % n < 0 ? 1 : 0), rest = a - low * n;
  return low + (2 * rest > n || (2 * rest == n && low % 2 != 0) ? 1 : 0);
}

value mean_of(const std::vector<value>& values, bodo::type of, bodo::type type) {
  if (values.empty()) return missing();
  if (type.id != kind::float64) {
    int128 sum = 0;
    for (const value& v : values) sum += v.integer();
    return integer(rounded_quotient(sum, static_cast<int128>(values.size())));
  }
  long double sum = 0;
  for (const value& v : values) sum += as_real(v, of);
  return real(static_cast<double>(sum / static_cast<long double>(values.size())));
}

value variance_of(const std::vector<value>& values, bodo::type of, bool root) {
  if (values.size() < 2) return missing();
  long double mean = 0, squares = 0;
  for (const value& v : values) mean += as_real(v, of);
  mean /= static_cast<long double>(values.size());
  for (const value& v : values) squares += (as_real(v, of) - mean) * (as_real(v, of) - mean);
  const long double variance = squares / static_cast<long double>(values.size() - 1);
  return real(static_cast<double>(root ? std::sqrt(variance) : variance));
}

value quantile_of(std::vector<value> values, bodo::type of, double q) {
  if (values.empty()) return missing();
  std::ranges::sort(values, value_order{});
  const double place = q * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  const long double a = as_real(values[low], of), b = as_real(values[high], of);
  return real(static_cast<double>(a + (b - a) * static_cast<long double>(place - static_cast<double>(low))));
}

void needs_order(std::uint32_t line, const table& of, const char* what) {
  if (of.others || !of.is_ordered())
    throw not_read(line,
                   fmt::format("the result of '{}' depends on the order of rows, which is not defined here", what));
}

static value result_of(std::uint32_t line, const table& of, const aggregate& a, bodo::type type,
                       const std::vector<std::size_t>& rows) {
  const std::string_view id = a.id;
  if (id == "size") return integer(static_cast<int128>(rows.size()));
  if (id == "empty") return integer(rows.empty());
  std::vector<value> values;
  for (const std::size_t row : rows) {
    const value& v = a.of[row];
    if (v.failed()) throw not_read(line, std::get<failure>(v.is).cause);
    if (v.known()) values.push_back(v);
  }
  const bodo::type from = a.of.type;
  if (id == "sum") return sum_of(values, type);
  if (id == "mean") return mean_of(values, from, type);
  if (id == "count") return integer(static_cast<int128>(values.size()));
  if (id == "var" || id == "std") return variance_of(values, from, id == "std");
  if (id == "median") return quantile_of(values, from, 0.5);
  if (id == "quantile") return quantile_of(values, from, a.arguments.at(0)[0].real());
  if (id == "any" || id == "all") {
    const auto holds = [](const value& v) { return v.integer() != 0; };
    return integer(id == "any" ? std::ranges::any_of(values, holds) : std::ranges::all_of(values, holds));
  }
  if (id == "nunique") {
    std::ranges::sort(values, value_order{});
    const auto same = [](const value& x, const value& y) { return order_of(x, y) == 0; };
    values.erase(std::unique(values.begin(), values.end(), same), values.end());
    return integer(static_cast<int128>(values.size()));
  }
  if (id == "reduce") {
    value all = values.empty() ? a.arguments.at(0)[0] : values[0];
    for (std::size_t i = 1; i < values.size(); ++i) all = a.combine(all, values[i]);
    return all;
  }
  if (id == "min" || id == "max" || id == "first" || id == "last") {
    if (values.empty()) return missing();
    if (id == "min") return *std::ranges::min_element(values, value_order{});
    if (id == "max") return *std::ranges::max_element(values, value_order{});
    needs_order(line, of, a.id);
    return id == "first" ? values.front() : values.back();
  }
  throw not_read(line, fmt::format("'{}' has no plain reading", id));
}

grouping groups_of(std::uint32_t line, const table& of, const std::vector<cells>& keys, bool drop_missing) {
  grouping groups;
  std::map<key, std::size_t, key_order> numbers;
  for (std::size_t row = 0; row < of.rows; ++row) {
    key k;
    for (const cells& c : keys) {
      if (c[row].failed()) throw not_read(line, std::get<failure>(c[row].is).cause);
      k.push_back(c[row]);
    }
    if (drop_missing && std::ranges::any_of(k, [](const value& v) { return !v.known(); })) continue;
    const auto [at, is_new] = numbers.try_emplace(k, groups.keys.size());
    if (is_new) {
      groups.keys.push_back(std::move(k));
      groups.rows.emplace_back();
    }
    groups.rows[at->second].push_back(row);
  }
  return groups;
}

table reading::group(std::uint32_t line, const table& of, const std::vector<cells>& keys, bool drop_missing,
                     std::vector<made_column> columns) const {
  if (of.others) throw not_read(line, "rows that tie are grouped");
  const grouping groups = groups_of(line, of, keys, drop_missing);
  table out;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    cells all{columns[c].type};
    for (std::size_t g = 0; g < groups.keys.size(); ++g)
      all.values.push_back(columns[c].aggregate
                               ? result_of(line, of, *columns[c].aggregate, columns[c].type, groups.rows[g])
                               : groups.keys[g].at(c));
    out.columns.push_back({columns[c].name, std::move(all)});
  }
  out = numbered(std::move(out), groups.keys.size());
  std::ranges::fill(out.ties, 0);  // groups have no order
  return out;
}

scalar reading::reduce(std::uint32_t line, const table& of, bodo::type type, const aggregate& a) const {
  if (of.others) throw not_read(line, "rows that tie are reduced");
  std::vector<std::size_t> rows(of.rows);
  std::iota(rows.begin(), rows.end(), 0);
  return {type, result_of(line, of, a, type, rows)};
}

}  // namespace bodo::check
