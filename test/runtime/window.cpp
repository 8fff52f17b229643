// ranks: 1 2 3 4 7
#include "bodo/rt/window.h"

#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/error.h"
#include "bodo/rt/rolling.h"
#include "bodo/rt/rows_by_key.h"
#include "runtime/random_frame.h"

namespace test_window {

using namespace random_frame;

namespace {

const std::int64_t sizes[] = {0, 1, 2, 100, 9001};

table build(const frame& f, std::int64_t n, int kind, bool replicated) {
  const block b = replicated ? block{0, n} : mine(n, kind);
  table_builder builder(here, f.fields);
  f.feed(b.begin, b.end(), false,
         [&](std::span<const column_view> columns, rows at, std::int64_t) { builder.add(columns, at); });
  return builder.finish(replicated ? layout::replicated : layout::blocks);
}

// Calls check(global row, cell) for this rank's rows of a column.
template <class Check>
void each_cell(const table& t, std::size_t c, Check check) {
  const field f = t.field_at(c);
  for (std::int64_t i = 0; i < t.rows(); ++i)
    check(t.first() + i, read_cell(t.column(c), f, static_cast<std::size_t>(i)));
}

}  // namespace

TEST_CASE("running sums skip what is missing") {
  const std::vector<field> fields = {{"i", bodo::int32, nullable},   {"l", bodo::int64},
                                     {"u", bodo::uint16, nullable},  {"f", bodo::float64, nullable},
                                     {"d", bodo::decimal(12, 2)},    {"w", bodo::decimal(38, 2), nullable},
                                     {"b", bodo::boolean, nullable}, {"s", bodo::float32}};
  for (const std::int64_t n : sizes) {
    const frame f(fields, n, domain::many, 5);
    std::vector<row> expected;
    row sum(fields.size());
    for (const row& x : f.rows) {
      for (std::size_t c = 0; c < fields.size(); ++c) {
        sum[c].known = x[c].known;
        sum[c].number += x[c].number;
        sum[c].real += x[c].real;
      }
      expected.push_back(sum);
    }
    for (int kind = 0; kind < 5; ++kind) {
      const table t = build(f, n, kind % 4, kind == 4);
      for (std::size_t c = 0; c < fields.size(); ++c) {
        const table sums = cumsum(here, t, c);
        REQUIRE(sums.rows() == t.rows());
        REQUIRE(sums.first() == t.first());
        std::string wrong;
        each_cell(sums, 0, [&](std::int64_t i, const value& v) {
          if (!(v == expected[static_cast<std::size_t>(i)][c])) wrong = "row " + std::to_string(i);
        });
        CHECK(wrong == "");
      }
    }
  }
}

TEST_CASE("a running sum that leaves int64 is an error") {
  const frame f({{"l", bodo::int64}}, 0, domain::few, 1);
  table_builder b(here, f.fields);
  std::int64_t* const v = b.extend<std::int64_t>(0, 1);
  *v = std::numeric_limits<std::int64_t>::max() - 1;
  const table t = b.finish(layout::replicated);
  CHECK(column<std::int64_t>(table(cumsum(here, t, 0)).column(0))[0] == *v);
  table_builder two(here, f.fields);
  std::int64_t* const w = two.extend<std::int64_t>(0, 2);
  w[0] = w[1] = std::numeric_limits<std::int64_t>::max() - 1;
  const table u = two.finish(layout::replicated);
  if (size() == 1) CHECK_THROWS_AS(table(cumsum(here, u, 0)), bodo::error);
}

TEST_CASE("rows shift across ranks") {
  const std::vector<field> fields = {{"i", bodo::int32}, {"s", bodo::string, nullable}, {"c", bodo::string, coded}};
  for (const std::int64_t n : sizes) {
    const frame f(fields, n, domain::many, 6);
    for (int kind = 0; kind < 5; ++kind) {
      const table t = build(f, n, kind % 4, kind == 4);
      for (const std::int64_t k : {0L, 1L, -1L, 3L, -60L, 5000L, -5000L, 100000L, -100000L})
        for (std::size_t c = 0; c < fields.size(); ++c) {
          const table moved = shift(here, t, c, k);
          REQUIRE(moved.rows() == t.rows());
          REQUIRE(moved.first() == t.first());
          std::string wrong;
          each_cell(moved, 0, [&](std::int64_t i, const value& v) {
            const std::int64_t from = i - k;
            const value e = from >= 0 && from < n ? f.rows[static_cast<std::size_t>(from)][c] : value{};
            if (!(v == e)) wrong = "row " + std::to_string(i);
          });
          CHECK(wrong == "");
        }
    }
  }
}

TEST_CASE("slices are Python's") {
  for (const std::int64_t n : sizes) {
    const frame f({{"l", bodo::int64}, {"s", bodo::string, nullable}}, n, domain::growing, 7);
    for (int kind = 0; kind < 5; ++kind) {
      const table t = build(f, n, kind % 4, kind == 4);
      const auto check = [&](const table& part, std::int64_t from, std::int64_t to) {
        from = std::clamp<std::int64_t>(from < 0 ? from + n : from, 0, n);
        to = std::max(from, std::clamp<std::int64_t>(to < 0 ? to + n : to, 0, n));
        CHECK(part.total() == to - from);
        CHECK((part.is_replicated() ? part.rows() : total(part.rows())) == to - from);
        std::string wrong;
        for (std::size_t c = 0; c < 2; ++c)
          each_cell(part, c, [&](std::int64_t i, const value& v) {
            if (!(v == f.rows[static_cast<std::size_t>(from + i)][c])) wrong = "row " + std::to_string(i);
          });
        CHECK(wrong == "");
      };
      for (const std::int64_t a : {0L, 1L, 50L, -1L, -70L, 20000L, -20000L}) {
        for (const std::int64_t b : {0L, 1L, 60L, -1L, -50L, 20000L}) check(slice(here, t, a, b), a, b);
        check(head(here, t, a), 0, a);
        check(tail(here, t, a), a < 0 ? -a : std::max<std::int64_t>(0, n - a), n);
      }
    }
  }
}

TEST_CASE("a column is added or replaced by its name") {
  const frame f({{"i", bodo::int64, nullable}, {"s", bodo::string}}, 100, domain::many, 5);
  const table t = build(f, 100, 1, false);
  const table more = t.with("total", cumsum({here, t["i"]}));
  REQUIRE(more.width() == 3);
  CHECK(more.find("total") == 2);
  CHECK(more.rows() == t.rows());
  CHECK(more.first() == t.first());
  CHECK(more.column(2).values == more["total"].column(0).values);
  CHECK(more.column(0).values == t.column(0).values);
  const table replaced = more.with("i", shift({here, t["s"]}, 1));
  REQUIRE(replaced.width() == 3);
  CHECK(replaced.field_at(0).type == bodo::string);
  CHECK(std::string(replaced.field_at(0).name) == "i");
  CHECK(replaced.total() == 100);
  CHECK(table().with("i", t["i"]).rows() == t.rows());
}

// ---- windows against plain loops: the same bits on any number of ranks ----

namespace {

// The windows of a column: the rows from first to last, for each row.
struct reach {
  std::int64_t first, last;
};

using of_window = value (*)(const std::vector<value>& known);

value real(double v) { return {true, 0, v, ""}; }

value sum_of(const std::vector<value>& known) {
  value sum{true, 0, 0, ""};
  for (const value& v : known) sum.number += v.number, sum.real += v.real;
  return sum;
}
value mean_of(const std::vector<value>& known) { return real(sum_of(known).real / static_cast<double>(known.size())); }
value least_of(const std::vector<value>& known) { return *std::min_element(known.begin(), known.end()); }
value most_of(const std::vector<value>& known) { return *std::max_element(known.begin(), known.end()); }
value variance_of(const std::vector<value>& known) {
  if (known.size() < 2) return {};
  const double mean = mean_of(known).real;
  double squares = 0;
  for (const value& v : known) squares += (v.real - mean) * (v.real - mean);
  return real(squares / static_cast<double>(known.size() - 1));
}
value middle_of(const std::vector<value>& known) {
  std::vector<double> all;
  for (const value& v : known) all.push_back(v.real);
  std::sort(all.begin(), all.end());
  const std::size_t n = all.size();
  return real(n % 2 != 0 ? all[n / 2] : (all[n / 2 - 1] + all[n / 2]) / 2);
}

struct windows_function {
  table (*made)(const window_rows& rows, const rolling_window& window);
  std::size_t column;  // of doubles or of whole numbers
  of_window expected;
};
constexpr windows_function functions[] = {
    {[](const window_rows& rows, const rolling_window& w) { return table(rolling_sum(rows, w)); }, 0, sum_of},
    {[](const window_rows& rows, const rolling_window& w) { return table(rolling_mean(rows, w)); }, 0, mean_of},
    {[](const window_rows& rows, const rolling_window& w) { return table(rolling_min(rows, w)); }, 0, least_of},
    {[](const window_rows& rows, const rolling_window& w) { return table(rolling_max(rows, w)); }, 1, most_of},
    {[](const window_rows& rows, const rolling_window& w) { return table(rolling_var(rows, w)); }, 0, variance_of},
    {[](const window_rows& rows, const rolling_window& w) { return rolling_median(rows, w); }, 0, middle_of},
    {[](const window_rows& rows, const rolling_window& w) { return table(rolling_sum(rows, w)); }, 1, sum_of}};

struct expected_windows {
  std::vector<row> results;  // of each window, what the functions give of its known values
  std::vector<row> known;    // and how many these are, by column
};

// Each rank computes a block of the windows for all ranks: the loops are most of this test's time.
expected_windows windows_by_loops(const frame& f, const std::vector<reach>& windows) {
  std::vector<row> results, counts;
  const block own = block_of(std::ssize(windows), rank(), size());
  for (std::int64_t i = own.begin; i < own.end(); ++i) {
    const reach& w = windows[static_cast<std::size_t>(i)];
    std::vector<value> known[2];
    for (std::int64_t k = std::max<std::int64_t>(0, w.first);
         k <= std::min<std::int64_t>(w.last, std::ssize(f.rows) - 1); ++k)
      for (std::size_t c = 0; c < 2; ++c)
        if (const value& v = f.rows[static_cast<std::size_t>(k)][c]; v.known) known[c].push_back(v);
    row& result = results.emplace_back();
    for (const windows_function& function : functions) {
      const std::vector<value>& values = known[function.column];
      result.push_back(values.empty() ? value{} : function.expected(values));
    }
    counts.push_back({{true, std::ssize(known[0]), 0, ""}, {true, std::ssize(known[1]), 0, ""}});
  }
  return {gather_rows(results, std::size(functions)), gather_rows(counts, 2)};
}

// Compares the results of all functions, which are missing where fewer than `least` values of a window are known.
void check_windows(const window_rows& doubles, const window_rows& whole, const rolling_window& window,
                   std::int64_t least, const expected_windows& expected) {
  for (std::size_t k = 0; k < std::size(functions); ++k) {
    const std::size_t column = functions[k].column;
    std::string wrong;
    each_cell(functions[k].made(column == 0 ? doubles : whole, window), 0, [&](std::int64_t i, const value& v) {
      const auto at = static_cast<std::size_t>(i);
      const value none, &e = expected.known[at][column].number < least ? none : expected.results[at][k];
      const bool near =
          v.known == e.known && std::abs(v.real - e.real) <= 1e-9 * (1 + std::abs(e.real)) && v.number == e.number;
      if (!near) wrong = "row " + std::to_string(i) + ": " + text_of(v) + ", not " + text_of(e);
    });
    INFO("function " << k);
    CHECK(wrong == "");
  }
}

}  // namespace

TEST_CASE("windows of rows reach into other ranks") {
  for (const std::int64_t n : {0L, 1L, 2L, 100L, 701L}) {
    const frame f({{"f", bodo::float64, nullable}, {"i", bodo::int32, nullable}}, n, domain::many, 8);
    for (const std::int64_t rows : {1L, 2L, 5L, 64L, 400L, 100000L})
      for (const bool center : {false, true}) {
        const std::int64_t after = center ? (rows - 1) / 2 : 0;
        std::vector<reach> windows;
        for (std::int64_t i = 0; i < n; ++i) windows.push_back({i - (rows - 1 - after), i + after});
        const expected_windows expected = windows_by_loops(f, windows);
        for (int kind = 0; kind < 5; ++kind) {
          const table t = build(f, n, kind % 4, kind == 4);
          for (const std::int64_t least : {0L, 1L})
            check_windows({here, t.select({0})}, {here, t.select({1})},
                          {.rows = rows, .min_periods = least, .center = center}, least == 0 ? rows : least, expected);
        }
      }
  }
}

TEST_CASE("windows of time reach into other ranks") {
  for (const std::int64_t n : {0L, 1L, 100L, 701L}) {
    const frame f({{"f", bodo::float64, nullable}, {"i", bodo::int64, nullable}}, n, domain::many, 9);
    std::mt19937_64 r(5);
    std::vector<std::int64_t> times;
    for (std::int64_t i = 0, time = -4000; i < n; ++i)
      times.push_back(time += r() % 3 == 0 ? 0 : r() % 50 == 0 ? 900 : r() % 7);
    for (const std::int64_t duration : {1L, 2L, 30L, 1000L, 1L << 62}) {
      std::vector<reach> windows;
      for (std::int64_t i = 0; i < n; ++i) {
        std::int64_t first = i;
        while (first > 0 && times[static_cast<std::size_t>(i)] - times[static_cast<std::size_t>(first - 1)] < duration)
          --first;
        windows.push_back({first, i});
      }
      const expected_windows expected = windows_by_loops(f, windows);
      for (int kind = 0; kind < 5; ++kind) {
        const table t = build(f, n, kind % 4, kind == 4);
        table_builder b(here, {{"t", bodo::timestamp}});
        std::int64_t* const own = b.extend<std::int64_t>(0, t.rows());
        for (std::int64_t i = 0; i < t.rows(); ++i) own[i] = times[static_cast<std::size_t>(t.first() + i)];
        const table at = b.finish_like(t);
        check_windows({here, t.select({0}), at}, {here, t.select({1}), at}, {.duration = duration}, 1, expected);
      }
    }
  }
}

TEST_CASE("ranks count what is less") {
  const std::vector<field> fields = {{"i", bodo::int32, nullable},  {"l", bodo::int64},
                                     {"u", bodo::uint64, nullable}, {"f", bodo::float64, nullable},
                                     {"s", bodo::float32},          {"b", bodo::boolean, nullable},
                                     {"t", bodo::string, nullable}, {"c", bodo::string, nullable | coded},
                                     {"d", bodo::decimal(38, 2)}};
  constexpr domain domains[] = {domain::few, domain::many, domain::extreme};
  for (const std::int64_t n : {0L, 1L, 100L, 701L})
    for (int kind = 0; kind < 5; ++kind) {
      const frame f(fields, n, domains[(kind + n) % 3], 12);
      const table t = build(f, n, kind % 4, kind == 4);
      for (std::uint32_t c = 0; c < fields.size(); ++c) {
        const auto cell = [&](std::int64_t i) -> const value& { return f.rows[static_cast<std::size_t>(i)][c]; };
        // classes: numbers, then NaN, in either order
        const auto before = [&](const value& a, const value& b, bool descending) {
          const bool x = a.real != a.real, y = b.real != b.real;
          if (x || y) return y && !x;
          return descending ? b < a : a < b;
        };
        const bool descending = (kind + static_cast<int>(c)) % 2 == 0;
        std::vector<value> min, max, average, first, dense, part;
        std::vector<const value*> known;
        for (std::int64_t i = 0; i < n; ++i)
          if (cell(i).known) known.push_back(&cell(i));
        std::ranges::stable_sort(known, [&](auto* a, auto* b) { return before(*a, *b, descending); });
        std::vector<const value*> different;
        for (const value* v : known)
          if (different.empty() || before(*different.back(), *v, descending)) different.push_back(v);
        std::map<const value*, std::int64_t> seen;
        for (std::int64_t i = 0; i < n; ++i) {
          const value& v = cell(i);
          const auto less = [&](auto* a, auto* b) { return before(*a, *b, descending); };
          const auto [low, high] = std::equal_range(known.begin(), known.end(), &v, less);
          const auto same = std::lower_bound(different.begin(), different.end(), &v, less);
          const std::int64_t b = low - known.begin(), e = high - known.begin(), k = same - different.begin();
          const auto whole = [&](std::int64_t x) { return v.known ? value{true, x, 0, ""} : value{}; };
          min.push_back(whole(b + 1)), max.push_back(whole(e)), dense.push_back(whole(k + 1));
          first.push_back(whole(v.known ? b + ++seen[*low] : 0));
          average.push_back(v.known ? real(static_cast<double>(b + e + 1) / 2) : value{});
          part.push_back(v.known ? real(static_cast<double>(k + 1) / static_cast<double>(different.size())) : value{});
        }
        const auto check = [&](const std::vector<value>& expected, ties method, bool pct) {
          std::string wrong;
          const table made = rank({here, t.select({c})}, method, {.descending = descending, .pct = pct});
          REQUIRE(made.rows() == t.rows());
          REQUIRE(made.first() == t.first());
          each_cell(made, 0, [&](std::int64_t i, const value& v) {
            if (!(v == expected[static_cast<std::size_t>(i)])) wrong = "row " + std::to_string(i);
          });
          CHECK(wrong == "");
        };
        check(min, ties::min, false);
        check(max, ties::max, false);
        check(average, ties::average, false);
        check(first, ties::first, false);
        check(dense, ties::dense, false);
        check(part, ties::dense, true);
      }
    }
}

TEST_CASE("sums of windows are the same bits on any number of ranks") {
  // of values whose sums round
  const std::int64_t n = 5000;
  std::mt19937_64 r(3);
  std::vector<double> values;
  for (std::int64_t i = 0; i < n; ++i)
    values.push_back(std::ldexp(static_cast<double>(r() >> 11), static_cast<int>(r() % 60) - 80));
  const auto made = [&](bool replicated) {
    const block own = replicated ? block{0, n} : mine(n, 1);
    table_builder b(here, {{"f", bodo::float64}});
    double* const v = b.extend<double>(0, own.count);
    for (std::int64_t i = 0; i < own.count; ++i) v[i] = values[static_cast<std::size_t>(own.begin + i)];
    return b.finish(replicated ? layout::replicated : layout::blocks);
  };
  const table spread = made(false), whole = made(true);
  const auto same = [&](const table& a, const table& b) {
    const column<double> x(a.column(0)), y(b.column(0));
    std::int64_t differ = 0;
    for (std::int64_t i = 0; i < a.rows(); ++i) {
      const auto k = static_cast<std::size_t>(i), all = static_cast<std::size_t>(a.first() + i);
      differ +=
          x.known(k) != y.known(all) || std::bit_cast<std::uint64_t>(x[k]) != std::bit_cast<std::uint64_t>(y[all]);
    }
    CHECK(differ == 0);
  };
  for (const std::int64_t rows : {3L, 1000L, 4000L}) {
    const rolling_window window{.rows = rows, .min_periods = 1, .center = rows == 1000};
    same(rolling_sum({here, spread}, window), rolling_sum({here, whole}, window));
    same(rolling_mean({here, spread}, window), rolling_mean({here, whole}, window));
    same(rolling_var({here, spread}, window), rolling_var({here, whole}, window));
  }
  same(cumprod({here, spread}), cumprod({here, whole}));
  same(ewm_mean({here, spread}, {.alpha = 0.001, .adjust = true}),
       ewm_mean({here, whole}, {.alpha = 0.001, .adjust = true}));
  same(ewm_mean({here, spread}, {.alpha = 0.3}), ewm_mean({here, whole}, {.alpha = 0.3}));
}

TEST_CASE("windows have the bits of the aggregates of their values") {
  // which exact.cpp compares with whole numbers
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const std::int64_t n = 600;
  for (int kind = 0; kind < 9; ++kind) {
    std::mt19937_64 r(static_cast<std::uint64_t>(kind));
    std::normal_distribution<double> normal;
    std::vector<double> values;
    std::vector<std::uint8_t> known;
    for (std::int64_t i = 0; i < n; ++i) {
      const double some = normal(r), step = i < n / 2 ? 0 : 1;
      const double of_kind[] = {static_cast<double>(static_cast<std::int64_t>(r() % 7)),
                                1e15 + static_cast<double>(r() % 3) / 8,
                                some * std::ldexp(1, static_cast<int>(r() % 100) - 50),
                                some * (r() % 50 == 0   ? 1e300
                                        : r() % 50 == 1 ? 1e-300
                                                        : 1),
                                r() % 90 == 0   ? infinity
                                : r() % 90 == 1 ? -infinity
                                : r() % 90 == 2 ? nan
                                                : some,
                                step == 0 ? 1e-310 * some : some,
                                step == 0 ? 1e30 * some : 0.1,
                                1.7e308 * some,
                                std::bit_cast<double>(r())};
      values.push_back(r() % 20 == 0 ? -0.0 : of_kind[kind]);
      known.push_back(kind == 1 || r() % 8 != 0);
    }
    const block own = mine(n, kind % 4);
    table_builder b(here, {{"f", bodo::float64, nullable}, {"t", bodo::timestamp}});
    double* const v = b.extend<double>(0, own.count);
    std::int64_t* const t = b.extend<std::int64_t>(1, own.count);
    for (std::int64_t i = 0; i < own.count; ++i) {
      const std::int64_t row = own.begin + i;
      v[i] = known[static_cast<std::size_t>(row)] ? values[static_cast<std::size_t>(row)] : 0;
      if (!known[static_cast<std::size_t>(row)]) b.set_missing(0, i);
      t[i] = row / 3;
    }
    const table all = b.finish(layout::blocks);
    for (const std::int64_t rows : {2L, 3L, 64L, 5000L})
      for (const int way : {static_cast<int>(kind + rows) % 3}) {
        const rolling_window window = way == 2 ? rolling_window{.duration = rows}
                                               : rolling_window{.rows = rows, .min_periods = 1, .center = way == 1};
        const window_rows of =
            way == 2 ? window_rows(here, all.select({0}), all.select({1})) : window_rows(here, all.select({0}));
        const table sums = rolling_sum(of, window), means = rolling_mean(of, window), vars = rolling_var(of, window),
                    stds = rolling_std(of, window);
        std::int64_t differ = 0;
        for (std::int64_t i = 0; i < all.rows(); ++i) {
          const std::int64_t row = all.first() + i, after = way == 1 ? (rows - 1) / 2 : 0;
          const std::int64_t first = way == 2 ? (row / 3 - rows + 1) * 3 : row + after - rows + 1;
          sum<double> s;
          mean<double> m;
          variance<double> d;
          for (std::int64_t k = std::max<std::int64_t>(0, first); k <= std::min(n - 1, row + after); ++k)
            if (const auto at = static_cast<std::size_t>(k); known[at])
              s.add(values[at]), m.add(values[at]), d.add(values[at]);
          const auto same = [&](const table& made, double expected, bool has) {
            const column<double> c(made.column(0));
            const auto at = static_cast<std::size_t>(i);
            if (c.known(at) != has) return false;
            if (!has || (c[at] != c[at] && expected != expected)) return true;
            return std::bit_cast<std::uint64_t>(c[at]) == std::bit_cast<std::uint64_t>(expected);
          };
          differ += !same(sums, s.value(), m.known()) + !same(means, m.value(), m.known()) +
                    !same(vars, d.value(), d.known()) + !same(stds, d.root(), d.known());
        }
        INFO("kind " << kind << ", " << rows << " rows, way " << way);
        CHECK(differ == 0);
      }
  }
}

TEST_CASE("windows keep the first of equal extremes") {
  // zeros of both signs are equal
  const std::int64_t n = 100;
  const auto zero = [](std::int64_t i) { return i * i % 7 < 3 ? -0.0 : 0.0; };
  const block own = mine(n, 1);
  table_builder b(here, {{"f", bodo::float64}});
  double* const v = b.extend<double>(0, own.count);
  for (std::int64_t i = 0; i < own.count; ++i) v[i] = zero(own.begin + i);
  const table all = b.finish(layout::blocks);
  for (const std::int64_t rows : {1L, 2L, 5L, 33L}) {
    const rolling_window window{.rows = rows, .min_periods = 1};
    const table least = rolling_min({here, all}, window), most = rolling_max({here, all}, window);
    std::int64_t differ = 0;
    for (std::int64_t i = 0; i < all.rows(); ++i) {
      const bool negative = std::signbit(zero(std::max<std::int64_t>(0, all.first() + i - rows + 1)));
      const auto at = static_cast<std::size_t>(i);
      differ += std::signbit(column<double>(least.column(0))[at]) != negative;
      differ += std::signbit(column<double>(most.column(0))[at]) != negative;
    }
    CHECK(differ == 0);
  }
}

TEST_CASE("windows made batch by batch are those made as tables") {
  const std::vector<field> fields = {{"f", bodo::float64, nullable},
                                     {"i", bodo::int32, nullable},
                                     {"s", bodo::string, nullable},
                                     {"c", bodo::string, nullable | coded}};
  for (const std::int64_t n : {0L, 300L, 9001L})
    for (const int kind : {1, 4}) {
      const table t = build(frame(fields, n, domain::many, 8), n, kind % 4, kind == 4);
      const auto check = [&](auto make, std::size_t column) {
        const table values = t.select({static_cast<std::uint32_t>(column)});
        const table whole = make(window_rows(here, values));
        window_scan scan(t, {1}, make(window_rows(here, values)), make(window_rows(here, values)));
        std::int64_t row = 0, differ = 0;
        const field f = whole.field_at(0);
        for (batch& b : scan) {
          REQUIRE(b.columns.size() == 3);
          for (std::uint32_t i = 0; i < b.size; ++i, ++row)
            for (std::size_t w = 1; w < 3; ++w)
              differ +=
                  !(read_cell(b.columns[w], f, i) == read_cell(whole.column(0), f, static_cast<std::size_t>(row)));
        }
        CHECK(row == t.rows());
        CHECK(differ == 0);
      };
      check([](const window_rows& rows) { return cumsum(rows); }, 1);
      check([](const window_rows& rows) { return cummax(rows); }, 0);
      check([](const window_rows& rows) { return ewm_mean(rows, {.alpha = 0.1, .adjust = true}); }, 0);
      check([](const window_rows& rows) { return interpolate(rows); }, 0);
      check([](const window_rows& rows) { return window(rank(rows, ties::min)); }, 1);
      for (std::size_t c = 0; c < fields.size(); ++c) {
        check([](const window_rows& rows) { return shift(rows, 3); }, c);
        check([](const window_rows& rows) { return shift(rows, -2000); }, c);
        check([](const window_rows& rows) { return ffill(rows, 2); }, c);
        check([](const window_rows& rows) { return bfill(rows); }, c);
      }
      for (const rolling_window of : {rolling_window{.rows = 7, .min_periods = 2},
                                      rolling_window{.rows = 800, .min_periods = 1, .center = true}}) {
        check([&](const window_rows& rows) { return rolling_sum(rows, of); }, 1);
        check([&](const window_rows& rows) { return rolling_std(rows, of); }, 0);
        check([&](const window_rows& rows) { return rolling_count(rows, of); }, 0);
        check([&](const window_rows& rows) { return window(rolling_median(rows, of)); }, 0);
      }
    }
}

TEST_CASE("windows of few keys are those of rows that are brought together") {
  const std::vector<field> fields = {{"k", bodo::int64, nullable},         {"w", bodo::string, nullable | coded},
                                     {"f", bodo::float64, nullable},       {"i", bodo::int32, nullable},
                                     {"d", bodo::decimal(12, 2)},          {"b", bodo::boolean, nullable},
                                     {"s", bodo::string, nullable | coded}};
  std::int64_t differ = 0;
  for (const std::int64_t n : {0L, 5L, 300L, 9001L})
    for (const int kind : {0, 1, 2, 4})
      for (const auto missing : {missing_keys::kept, missing_keys::dropped}) {
        const table t = build(frame(fields, n, domain::few, 12), n, kind % 4, kind == 4);
        const rows_by_key stay(here, t, {0, 1}, {2, 3, 4, 5, 6}, missing);
        const rows_by_key travel(here, t, {0, 1}, {2, 3, 4, 5, 6}, missing);
        travel.starts();
        REQUIRE(travel.keys_if_few() == nullptr);
        REQUIRE(stay.keys_if_few() != nullptr);
        const auto check = [&](auto make, std::size_t value) {
          const table a = stay.back(make(window_rows(stay, value))), b = travel.back(make(window_rows(travel, value)));
          REQUIRE(a.rows() == t.rows());
          for (std::int64_t i = 0; i < t.rows(); ++i) {
            const auto row = static_cast<std::size_t>(i);
            differ += !(read_cell(a.column(0), a.field_at(0), row) == read_cell(b.column(0), b.field_at(0), row));
          }
        };
        for (const std::size_t value : {0, 1, 2}) {
          check([](const window_rows& rows) { return cumsum(rows); }, value);
          check([](const window_rows& rows) { return cummin(rows); }, value);
          check([](const window_rows& rows) { return cummax(rows); }, value);
        }
        for (const std::size_t value : {0, 1, 2, 3, 4}) {
          check([](const window_rows& rows) { return shift(rows, 1); }, value);
          check([](const window_rows& rows) { return ffill(rows); }, value);
        }
        // these bring the rows together all the same
        check([](const window_rows& rows) { return shift(rows, -2); }, 0);
        check([](const window_rows& rows) { return ffill(rows, 1); }, 1);
        check([](const window_rows& rows) { return cumsum(rows); }, 0);
      }
  CHECK(differ == 0);
}

TEST_CASE("rows of many keys are brought together, those of few keys stay") {
  const block b = block_of(40000);
  for (const std::int64_t keys : {39999, 2000}) {
    table_builder builder(here, {{"k", bodo::int64}, {"x", bodo::int64}});
    std::int64_t* const k = builder.extend<std::int64_t>(0, b.count);
    std::int64_t* const x = builder.extend<std::int64_t>(1, b.count);
    for (std::int64_t i = 0; i < b.count; ++i) k[i] = (b.begin + i) % keys, x[i] = b.begin + i;
    const rows_by_key by_k(here, builder.finish(layout::equal_blocks), {0}, {1});
    CHECK((by_k.keys_if_few() != nullptr) == (keys == 2000));
    const table before = by_k.back(shift(window_rows(by_k, 0), 1));
    std::int64_t differ = 0;
    for (std::int64_t i = 0; i < b.count; ++i) {
      const std::int64_t row = b.begin + i;
      const value v = read_cell(before.column(0), before.field_at(0), static_cast<std::size_t>(i));
      differ += v.known != (row >= keys) || (v.known && v.number != row - keys);
    }
    CHECK(differ == 0);
  }
}

}  // namespace test_window
