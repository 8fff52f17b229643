// Arrays as parameters and results of annotated functions, alone, in tuples and in structs; in ordinary code each rank
// has its elements, and arrays are made of vectors.
// options: -Wno-bodo-no-parallelism
// every rank prints:
//   6 elements, replicated, sum 21
//   smoothed 1.5 2 3 4 5 5.5
//   1 0 1
//   kept 1 2 3 4 5 6
//   least 3, greatest 11
//   3 x 2: 11 12 13 14 15 16, columns 39 42
//   fitted 2 1, error 0
//   pair 2 4 6 8 10 12 and 42
//   empty 0
//   weights 7 14
//   corner 6
//   error: Array: 5 elements are no rows of 2 elements each
//   right
#include <bodo/bodo.h>
#include <bodo/error.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

using Numbers = bodo::Array<double>;

[[bodo::jit]] double sum(const bodo::Array<double>& x) { return x.sum(); }

[[bodo::jit]] bodo::Array<double> smoothed(bodo::Array<double> x) {
  const std::int64_t n = x.size();
  bodo::Array<double> y = x;
  for (auto i : bodo::prange(n)) {
    if (n < 2) continue;
    if (i == 0)
      y[i] = (x[i] + x[i + 1]) / 2;
    else if (i == n - 1)
      y[i] = (x[i - 1] + x[i]) / 2;
    else
      y[i] = (x[i - 1] + x[i] + x[i + 1]) / 3;
  }
  return y;
}

[[bodo::jit]] bodo::Array<bool> odd(bodo::Array<std::int32_t> x) { return x % 2 == 1; }

// the callee changes its own
[[bodo::jit]] void zero(bodo::Array<double> x) {
  for (auto i : bodo::prange(x.size())) x[i] = 0;
  const double sum = x.sum();
  if (sum != 0) bodo::print("wrong");
}

struct Range {
  Numbers values;
  double least, greatest;
};

[[bodo::jit]] Range range(Numbers x, double shift) {
  Numbers moved = x * 1.6 + shift;
  moved = moved.round();
  const double least = moved.min(), greatest = moved.max();
  return {moved, least, greatest};
}

[[bodo::jit]] bodo::Array<double, 2> plus(const bodo::Array<double, 2>& x, double more) { return x + more; }

[[bodo::jit]] bodo::Array<double> totals(bodo::Array<double, 2> x) { return x.sum(0); }

[[bodo::jit]] std::tuple<double, double, double> fit(const Numbers& x, const Numbers& y) {
  const double mx = x.mean(), my = y.mean(), slope = ((x - mx) * (y - my)).sum() / ((x - mx) * (x - mx)).sum();
  const double start = my - slope * mx, error = (y - (x * slope + start)).abs().max();
  return {slope, start, error};
}

[[bodo::jit]] std::tuple<Numbers, double> doubled(const Numbers& x) {
  const double sum = (x * 2).sum();
  return {x * 2, sum};
}

[[bodo::jit]] Numbers twice(Numbers x) { return x + x; }
[[bodo::jit]] double inner(const Numbers& x) {
  Numbers y = twice(smoothed(x));
  auto [z, total] = doubled(y);
  return z.sum() - total;
}

// for other sources
[[bodo::jit]] double largest(const Numbers& x) { return x.max(); }

[[bodo::jit]] double corner(const std::vector<double>& values, std::int64_t columns) {
  const bodo::Array<double> line = values;
  const bodo::Array<double, 2> rows(values, columns), same = line.reshape(-1, columns);
  const double last = rows(rows.rows() - 1, columns - 1), difference = (rows - same).abs().max();
  return last + difference;
}

// elements of a small array are read at any place
[[bodo::jit]] bodo::Array<std::int64_t> weighed(const bodo::Array<std::int64_t>& keys, const Numbers& weights) {
  bodo::Array<std::int64_t> sums = bodo::zeros(2);
  for (auto i : bodo::prange(keys.size())) sums[keys[i] % 2] += static_cast<std::int64_t>(weights[keys[i]]);
  return sums;
}

[[bodo::jit(all_returns_distributed)]] bodo::Array<double> spread(std::int64_t n) {
  bodo::Array<double> x = bodo::arange(n);
  return x;
}
[[bodo::jit(all_returns_distributed)]] bodo::Array<double, 2> spread_rows(std::int64_t n) {
  bodo::Array<double> x = bodo::arange(3 * n);
  bodo::Array<double, 2> rows = x.reshape(n, 3);
  return rows;
}
[[bodo::jit]] bodo::DataFrame frame(const Numbers& x) {
  bodo::DataFrame df{{"x", x}};
  df["y"] = x + 1;
  return df;
}

std::string text(const auto& values) { return fmt::format("{}", fmt::join(values, " ")); }

int main() {
  const std::vector<double> six{1, 2, 3, 4, 5, 6};
  const bodo::Array<double> x = six;
  fmt::print("{} elements, {}, sum {}\n", x.size(), x.is_distributed() ? "spread" : "replicated", sum(x));
  fmt::print("smoothed {}\n", text(smoothed(six).values()));
  const bodo::Array<bool> o = odd(std::vector<std::int32_t>{1, 2, 3});
  fmt::print("{} {} {}\n", int{o.values()[0]}, int{o.values()[1]}, int{o.values()[2]});
  zero(x);
  fmt::print("kept {}\n", text(x.values()));
  const Range r = range(x, 1);
  fmt::print("least {}, greatest {}\n", r.least, r.values.values()[5]);

  const bodo::Array<double, 2> rows = plus({six, 2}, 10);
  const bodo::MatrixView<double> view = rows.values();
  fmt::print("{} x {}: {} {} {} {} {} {}, columns {}\n", rows.rows(), rows.columns(), view(0, 0), view(0, 1),
             view(1, 0), view(1, 1), view(2, 0), view(2, 1), text(totals(rows).values()));

  Numbers y = twice(x);
  y = smoothed(frame(x).column<double>("x").empty() ? six : std::vector<double>{1, 3, 5, 7, 9, 11});
  const auto [slope, start, error] = fit(std::vector<double>{0, 1, 2}, std::vector<double>{1, 3, 5});
  fmt::print("fitted {} {}, error {}\n", slope, start, error);
  const auto [pair, total] = doubled(x);
  fmt::print("pair {} and {}\n", text(pair.values()), total);
  fmt::print("empty {}\n", smoothed(std::vector<double>{}).size());
  fmt::print("weights {}\n",
             text(weighed(std::vector<std::int64_t>{0, 1, 2, 3, 0}, std::vector<double>{1, 5, 5, 9}).values()));
  fmt::print("corner {}\n", corner(six, 3));
  try {
    const bodo::Array<double, 2> wrong(std::vector<double>{1, 2, 3, 4, 5}, 2);
  } catch (const bodo::error& e) {
    fmt::print("{}\n", e.what());
  }

  bool right = inner(x) == 0;
  for (const std::int64_t n : {0, 1, 2, 5, 100}) {
    const bodo::Array<double> mine = spread(n);
    const bodo::Array<double, 2> table = spread_rows(n);
    right = right && mine.size() == n && mine.is_distributed() && table.size() == 3 * n && table.rows() == n;
    for (std::size_t i = 0; i < mine.values().size(); ++i)
      right = right && mine.values()[i] == static_cast<double>(mine.first_row() + static_cast<std::int64_t>(i));
    for (std::int64_t i = 0; i < table.values().rows(); ++i)
      right = right && table.values()(i, 2) == static_cast<double>(3 * (table.first_row() + i) + 2);
    const double total = sum(mine);
    const std::int64_t smooth = smoothed(mine).size();
    const bodo::Array<double, 2> more = plus(table, 1);
    right = right && total == static_cast<double>(n * (n - 1) / 2) && smooth == n;
    right = right && !more.is_distributed() && more.values().rows() == n &&
            (n == 0 || more.values()(n - 1, 0) == 3 * n - 2);
  }
  fmt::print("{}\n", right ? "right" : "wrong");
}
