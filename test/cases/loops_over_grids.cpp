// Loops over rows and columns, minima with what goes with them, masks of the elements of arrays of two dimensions.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <utility>

[[bodo::jit]] bodo::DataFrame heat(std::int64_t n, std::int64_t m, int rounds) {
  bodo::Array<double, 2> u = bodo::random_uniform(n, m, {.seed = 1}), next = u;
  bodo::Array<double> of_rows = bodo::zeros(n), of_columns = bodo::zeros(m), large = bodo::zeros(0);
  double change = 0;
  for (int round = 0; round < rounds; ++round) {
    change = 0;
    for (auto [i, j] : bodo::prange({1, n - 1}, {1, m - 1})) {
      next(i, j) = 0.25 * (u(i - 1, j) + u(i + 1, j) + u(i, j - 1) + u(i, j + 1));
      change += std::abs(next(i, j) - u(i, j));
    }
    std::swap(u, next);
  }
  for (const auto [row, column] : bodo::prange({0, u.rows()}, {0, u.columns()}, {.fast = false})) {
    if (row % 2 == 1 && column > 1) continue;
    of_rows[row] += u(row, column);
    of_columns[column] += u(row, column);
    if (u(row, column) > 0.5) large.push_back(u(row, column) + static_cast<double>(column));
  }
  if (bodo::get_rank() == 0) fmt::print("{}\n", change);
  const double columns = of_columns.sum(), found = (large * bodo::arange(large.size())).sum();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", columns, found);
  bodo::DataFrame result{{"rows", of_rows}};
  return result;
}

[[bodo::jit]] void extremes(std::int64_t n) {
  bodo::Array<std::int32_t> a = bodo::random_integers(-20, 20, n, {.seed = 2}),
                            b = bodo::random_integers(0, 9, n, {.seed = 3});
  std::int32_t least = 100, most = -5;
  std::int64_t at = -1, place = -7;
  bool of_b = false;
  double weight = 0.5;
  for (auto i : bodo::prange(n)) {
    if (a[i] < least) {
      of_b = false;
      least = a[i];
      at = i;
    }
    if (b[i] < least) {
      least = b[i];
      at = n - i;
      of_b = true;
    }
    if (most < a[i] + b[i]) {
      weight = 0.25 * a[i];
      place = i;
      most = a[i] + b[i];
    }
  }
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {} {}\n", least, at, of_b, most, place, weight);
}

[[bodo::jit]] void masks(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, m, {.seed = 4});
  const bodo::Array<std::int64_t, 2> dice = bodo::random_integers(1, 7, n, m, {.seed = 5});
  const bodo::Array<double> positive = x[x > 0], chosen = (x * 2)[dice >= 5 && x < 0.5], none = x[x > 100];
  const std::int64_t count = (x > 0).sum(), size = positive.size(), few = chosen.size(), zero = none.size();
  const double weighted = (positive * bodo::arange(size)).sum() + (chosen * bodo::arange(few)).sum();
  const double clipped = bodo::where(x > 0, 0.0, x).sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {} {}\n", count, size, few, zero, weighted, clipped);
}

[[bodo::jit]] bodo::DataFrame elements(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, m, {.seed = 4});
  const bodo::Array<double> flat = (x * 2).flatten();
  const std::int64_t size = flat.size();
  const double total = (x.flatten() * bodo::arange(n * m)).sum();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", size, total);
  return bodo::DataFrame{{"x", x.flatten()}, {"twice", flat}};
}

int main() {
  for (const int n : {1, 2, 3, 11, 60}) {
    const auto rows = heat(n, 5, 3);
    if (bodo::get_rank() == 0) {
      for (const double value : rows.column<double>("rows")) fmt::print("{} ", value);
      fmt::print("\n");
    }
    masks(n, 3);
    const auto df = elements(n, 3);
    const bodo::MatrixView x(df.column<double>("x"), 3), twice(df.column<double>("twice"), 3);
    if (bodo::get_rank() == 0) fmt::print("{} x {}: {} {}\n", x.rows(), x.columns(), x(n - 1, 1), twice(n / 2, 2));
  }
  for (const int n : {0, 1, 2, 5, 40, 300}) extremes(n);
}
