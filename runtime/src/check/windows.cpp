// Values from the rows around each row, and rows for intervals of time, of plain tables.
#include <fmt/format.h>

#include <algorithm>

#include "check/aggregates.h"
#include "check/operation.h"

namespace bodo::check {

namespace {

// --- windows: the values of one group's rows, in their order

using values_of = std::vector<value>;

values_of running(const values_of& in, const std::function<value(const value&, const value&)>& next) {
  values_of out;
  value so_far = missing();
  for (const value& v : in) {
    if (v.known()) so_far = so_far.known() ? next(so_far, v) : v;
    out.push_back(v.known() ? so_far : missing());
  }
  return out;
}

values_of filled(values_of values, const std::vector<cells>& arguments) {
  const std::size_t limit = arguments.empty() ? ~std::size_t{0} : static_cast<std::size_t>(arguments[0][0].integer());
  std::size_t gap = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    gap = values[i].known() ? 0 : gap + 1;
    if (gap > 0 && gap <= limit && i >= gap) values[i] = values[i - gap];
  }
  return values;
}

values_of ranks(const values_of& in, std::string_view method, bool descending, bool part) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < in.size(); ++i)
    if (in[i].known()) order.push_back(i);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return descending ? order_of(in[b], in[a]) < 0 : order_of(in[a], in[b]) < 0;
  });
  values_of out(in.size());
  std::size_t dense = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && order_of(in[order[begin]], in[order[end]]) == 0) ++end;
    ++dense;
    for (std::size_t i = begin; i < end; ++i) {
      const double place = method == "average" ? static_cast<double>(begin + 1 + end) / 2
                           : method == "min"   ? static_cast<double>(begin + 1)
                           : method == "max"   ? static_cast<double>(end)
                           : method == "first" ? static_cast<double>(i + 1)
                                               : static_cast<double>(dense);
      out[order[i]] = real(place);
    }
  }
  const double largest = method == "dense" ? static_cast<double>(dense) : static_cast<double>(order.size());
  for (value& v : out)
    if (v.known()) {
      if (part)
        v = real(v.real() / largest);
      else if (method != "average")
        v = integer(static_cast<int128>(v.real()));
    }
  return out;
}

// The rows from `begin` up to, not including, `end`.
value rolled(std::string_view what, const aggregate& a, bodo::type type, const values_of& in, std::size_t begin,
             std::size_t end) {
  values_of values;
  for (std::size_t i = begin; i < end; ++i)
    if (in[i].known()) values.push_back(in[i]);
  int128 least = a.arguments.at(2)[0].integer();
  const int128 rows = a.arguments.at(0)[0].integer();
  if (least == 0) least = rows > 0 ? rows : int128{1};
  if (static_cast<int128>(what == "count" ? end - begin : values.size()) < least) return missing();
  if (what == "count") return integer(static_cast<int128>(values.size()));
  if (values.empty()) return missing();
  if (what == "sum") return sum_of(values, type);
  if (what == "mean") return mean_of(values, a.of.type, type);
  if (what == "min") return *std::ranges::min_element(values, value_order{});
  if (what == "max") return *std::ranges::max_element(values, value_order{});
  if (what == "var" || what == "std") return variance_of(values, a.of.type, what == "std");
  return quantile_of(values, a.of.type, what == "median" ? 0.5 : a.arguments.at(4)[0].real());
}

// A number of rows, or those of a time up to each row's. `times`: in nanoseconds.
values_of rolling(std::string_view what, const aggregate& a, bodo::type type, const values_of& in,
                  const std::vector<int128>& times) {
  const int128 rows = a.arguments.at(0)[0].integer(), duration = a.arguments.at(1)[0].integer();
  const int128 after = a.arguments.at(3)[0].integer() != 0 ? (rows - 1) / 2 : int128{0};
  values_of out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    std::size_t begin = i, end = i + 1;
    if (duration != 0) {
      while (begin > 0 && times[i] - times[begin - 1] < duration) --begin;
    } else {
      const auto at = static_cast<int128>(i);
      begin = static_cast<std::size_t>(std::max<int128>(at + after - rows + 1, 0));
      end = static_cast<std::size_t>(std::min(at + after + 1, static_cast<int128>(in.size())));
    }
    out.push_back(rolled(what, a, type, in, begin, end));
  }
  return out;
}

values_of window_of(std::uint32_t line, const aggregate& a, bodo::type type, const values_of& in,
                    const std::vector<int128>& times) {
  const std::string_view id = a.id;
  if (id.starts_with("rolling_")) return rolling(id.substr(8), a, type, in, times);
  if (id == "cumsum")
    return running(in, [&](const value& x, const value& y) {
      return std::holds_alternative<double>(x.is) ? real(x.real() + y.real())
                                                  : wrapped(x.integer() + y.integer(), type);
    });
  if (id == "cumprod")
    return running(in, [&](const value& x, const value& y) {
      return std::holds_alternative<double>(x.is) ? real(x.real() * y.real())
                                                  : wrapped(x.integer() * y.integer(), type);
    });
  if (id == "cummin") return running(in, [](const value& x, const value& y) { return order_of(y, x) < 0 ? y : x; });
  if (id == "cummax") return running(in, [](const value& x, const value& y) { return order_of(x, y) < 0 ? y : x; });
  if (id == "shift") {
    const int128 by = a.arguments.at(0)[0].integer();
    values_of out;
    for (std::size_t i = 0; i < in.size(); ++i) {
      const int128 from = static_cast<int128>(i) - by;
      const bool there = from >= 0 && from < static_cast<int128>(in.size());
      out.push_back(there                    ? in[static_cast<std::size_t>(from)]
                    : a.arguments.size() > 1 ? a.arguments[1][0]
                                             : missing());
    }
    return out;
  }
  if (id == "ffill") return filled(in, a.arguments);
  if (id == "bfill") {
    values_of turned(in.rbegin(), in.rend());
    turned = filled(turned, a.arguments);
    return {turned.rbegin(), turned.rend()};
  }
  if (id == "row_number" || id == "rows_left") {
    values_of out;
    for (std::size_t i = 0; i < in.size(); ++i)
      out.push_back(integer(static_cast<int128>(id == "row_number" ? i + 1 : in.size() - i)));
    return out;
  }
  if (id.starts_with("rank_")) {
    std::string_view method = id.substr(5);
    const bool part = method.ends_with("_pct");
    if (part) method.remove_suffix(4);
    return ranks(in, method, !a.arguments.empty() && a.arguments[0][0].integer() != 0, part);
  }
  throw not_read(line, fmt::format("'{}' has no plain reading", id));
}

int128 nanoseconds(std::uint32_t line, const value& time, bodo::type type) {
  if (time.failed()) throw not_read(line, std::get<failure>(time.is).cause);
  if (!time.known()) throw not_read(line, "a time is missing");
  return type.id == kind::date ? time.integer() * nanoseconds_per_day : time.integer();
}

// The beginning of the next interval: some nanoseconds or months later.
value next_interval(const value& begin, bodo::type type, int128 step, int128 months) {
  const bool days = type.id == kind::date;
  if (months == 0) return integer(begin.integer() + (days ? std::max<int128>(1, step / nanoseconds_per_day) : step));
  const int128 unit = days ? 1 : nanoseconds_per_day;  // a month's first midnight
  const std::chrono::days day{static_cast<std::int64_t>(begin.integer() / unit)};
  return integer(months_later(std::chrono::sys_days{day}, static_cast<std::int64_t>(months)) * unit);
}

}  // namespace

table reading::window(std::uint32_t line, const table& of, std::vector<cells> keys, bool drop_missing, bool timed,
                      std::vector<made_column> columns) const {
  if (of.others) throw not_read(line, "rows that tie have windows");
  std::optional<cells> times;
  if (timed) {
    times = keys.back();
    keys.pop_back();
  }
  const grouping groups = groups_of(line, of, keys, drop_missing && !keys.empty());
  table out = of;
  out.columns.clear();
  for (const made_column& c : columns) {
    if (!c.aggregate) {
      out.columns.push_back({c.name, c.from});
      continue;
    }
    const std::string_view id = c.aggregate->id;
    if (!id.starts_with("rank_") || id.starts_with("rank_first")) needs_order(line, of, c.aggregate->id);
    cells all{c.type};
    all.values.resize(of.rows);
    const bool has_values = c.aggregate->of.constant || !c.aggregate->of.values.empty();
    for (const std::vector<std::size_t>& rows : groups.rows) {
      values_of in;
      for (const std::size_t row : rows) in.push_back(has_values ? c.aggregate->of[row] : missing());
      for (const value& v : in)
        if (v.failed()) throw not_read(line, std::get<failure>(v.is).cause);
      std::vector<int128> at;
      if (times)
        for (const std::size_t row : rows) at.push_back(nanoseconds(line, (*times)[row], times->type));
      const values_of made = window_of(line, *c.aggregate, c.type, in, at);
      for (std::size_t i = 0; i < rows.size(); ++i) all.values[rows[i]] = made[i];
    }
    out.columns.push_back({c.name, std::move(all)});
  }
  return out;
}

table reading::intervals(std::uint32_t line, const table& of, std::vector<column> columns, const cells& begins,
                         const std::vector<cells>& steps) const {
  needs_order(line, of, "resample");
  table out;
  for (const column& c : columns) out.columns.push_back({c.name, {c.all.type}});
  std::size_t rows = 0;
  const auto add = [&](const value& begin, std::optional<std::size_t> from) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      out.columns[c].all.values.push_back(from ? columns[c].all[*from] : c == 0 ? begin : missing());
    if (++rows > 20'000'000) throw not_read(line, "more intervals than the plain reading holds");
  };
  for (std::size_t i = 0; i < of.rows; ++i) {
    if (i > 0)
      for (value at = begins[i - 1];;) {
        at = next_interval(at, begins.type, steps.at(0)[0].integer(), steps.at(1)[0].integer());
        if (order_of(at, begins[i]) >= 0) break;
        add(at, std::nullopt);
      }
    add(begins[i], i);
  }
  return numbered(std::move(out), rows);
}

}  // namespace bodo::check
