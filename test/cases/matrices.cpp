// Arrays of two dimensions: made, computed with, reduced along both axes, from columns and to columns; loops over rows.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

template <class Element_>
void show_all(const bodo::DataFrame& df, const char* name) {
  for (const Element_ value : df.column<Element_>(name)) fmt::print("{} ", value);
  fmt::print("\n");
}

[[bodo::jit]] void whole(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, m, {.seed = 1});
  bodo::Array<std::int32_t, 2> dice = bodo::random_integers(1, 7, n, m, {.seed = 2});
  bodo::Array<double, 2> y = x * 2 - bodo::full(n, m, 0.5) / dice;
  y += bodo::where(x > 0, x, -1.0);
  y = bodo::max(y, -1) + bodo::abs(x).round(3) + bodo::sqrt(bodo::abs(y));
  const std::int64_t size = y.size(), rows = y.rows(), columns = dice.columns();
  const double sum = y.sum(), mean = x.mean(), least = x.min(), greatest = y.max(), spread = x.std();
  const std::int64_t total = dice.sum();
  const bool any = (x > 100).any(), all = (dice < 7).all();
  const double first = y(0, 0), last = x(n - 1, m - 1);
  if (bodo::get_rank() == 0)
    fmt::print("{} {} {} {} {} {} {} {} {} {} {} {} {}\n", size, rows, columns, sum, mean, least, greatest, spread,
               total, any, all, first, last);
}

[[bodo::jit]] bodo::DataFrame of_rows(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, m, {.seed = 1});
  const bodo::Array<std::int32_t, 2> dice = bodo::random_integers(1, 7, n, m, {.seed = 2});
  bodo::DataFrame df{{"sum", x.sum(1)}, {"mean", dice.mean(1)}, {"least", x.min(1)}, {"last", x.column(m - 1)}};
  bodo::Array<double> greatest = dice.max(1);
  df["greatest"] = greatest;
  return df;
}

[[bodo::jit]] bodo::DataFrame of_columns(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, m, {.seed = 1});
  const bodo::Array<std::int32_t, 2> dice = bodo::random_integers(1, 7, n, m, {.seed = 2});
  bodo::DataFrame df{{"sum", x.sum(0)}, {"mean", dice.mean(0)}, {"least", x.min(0)}, {"total", dice.sum(0)}};
  bodo::Array<double> greatest = dice.max(0);
  df["greatest"] = greatest;
  return df;
}

[[bodo::jit]] bodo::DataFrame columns(std::int64_t n) {
  bodo::Array<std::int64_t> i = bodo::arange(n);
  bodo::DataFrame df{{"i", i}, {"x", bodo::random_uniform(n, {.seed = 3})}};
  df = df[df["i"] % 3 != 1];
  bodo::Array<double, 2> a = df[{"i", "x"}].to_array();
  bodo::Array<std::int64_t> flat = bodo::arange(2 * df.size());
  bodo::Array<std::int64_t, 2> b = flat.reshape(df.size(), 2);
  a = a * 10 + b;
  bodo::DataFrame result{{"i", a.column(0)}, {"x", a.column(1)}};
  return result;
}

// The heat equation in a plate.
[[bodo::jit]] bodo::DataFrame heat(std::int64_t n, std::int64_t m, int rounds) {
  bodo::Array<double, 2> u = bodo::zeros(n, m);
  for (auto i : bodo::prange(n))
    for (std::int64_t j = 0; j < m; ++j) u(i, j) = i == n / 2 && j == m / 3 ? 100 : 0.25 * static_cast<double>(i % 3);
  bodo::Array<double, 2> next = u;
  double change = 0;
  for (int round = 0; round < rounds; ++round) {
    change = 0;
    for (auto i : bodo::prange(1, n - 1)) {
      for (std::int64_t j = 1; j < m - 1; ++j) {
        next(i, j) = 0.25 * (u(i - 1, j) + u(i + 1, j) + u(i, j - 1) + u(i, j + 1));
        change += std::abs(next(i, j) - u(i, j));
      }
    }
    std::swap(u, next);
  }
  // an array that is first used in the number of another one's column
  bodo::Array<std::int64_t> at = bodo::arange(n);
  for (auto i : bodo::prange(1, n - 1)) change += u(i + 1, at[i - 1] % m);
  if (bodo::get_rank() == 0) fmt::print("{}\n", change);
  bodo::DataFrame result{{"rows", u.sum(1)}, {"middle", u.column(m / 2)}};
  return result;
}

// Points, each to the nearest of k centers.
[[bodo::jit]] bodo::DataFrame k_means(std::int64_t n, std::int64_t k, int rounds) {
  const bodo::Array<double, 2> x = bodo::random_uniform(n, 3, {.seed = 4});
  bodo::Array<double, 2> centers = bodo::random_uniform(k, 3, {.seed = 5});
  bodo::Array<std::int64_t> count = bodo::zeros(k);
  for (int round = 0; round < rounds; ++round) {
    bodo::Array<double, 2> sums = bodo::zeros(k, 3);
    count = bodo::zeros(k);
    for (auto i : bodo::prange(n)) {
      double least = 1e300;
      std::int64_t best = 0;
      for (std::int64_t c = 0; c < k; ++c) {
        double distance = 0;
        for (std::int64_t d = 0; d < 3; ++d) distance += (x(i, d) - centers(c, d)) * (x(i, d) - centers(c, d));
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      for (std::int64_t d = 0; d < x.columns(); ++d) sums(best, d) += x(i, d);
      ++count[best];
    }
    for (auto c : bodo::prange(k))
      for (std::int64_t d = 0; d < 3; ++d)
        if (count[c] > 0) centers(c, d) = sums(c, d) / static_cast<double>(count[c]);
  }
  bodo::DataFrame result{
      {"x", centers.column(0)}, {"y", centers.column(1)}, {"z", centers.column(2)}, {"count", count}};
  return result;
}

int main() {
  const bool prints = bodo::get_rank() == 0;
  for (const int n : {1, 2, 5, 40}) {
    for (const int m : {2, 3, 10}) {
      whole(n, m);
      const auto rows = of_rows(n, m), down = of_columns(n, m);
      if (!prints) continue;
      for (const char* name : {"sum", "mean", "least", "last", "greatest"}) show_all<double>(rows, name);
      for (const char* name : {"sum", "mean", "least", "greatest"}) show_all<double>(down, name);
      show_all<std::int64_t>(down, "total");
    }
  }
  for (const int n : {1, 4, 50}) {
    const auto df = columns(n), plate = heat(n, 9, 12), centers = k_means(n, 3, 5);
    if (!prints) continue;
    for (const char* name : {"i", "x"}) show_all<double>(df, name);
    for (const char* name : {"rows", "middle"}) show_all<double>(plate, name);
    for (const char* name : {"x", "y", "z"}) show_all<double>(centers, name);
    show_all<std::int64_t>(centers, "count");
  }
}
