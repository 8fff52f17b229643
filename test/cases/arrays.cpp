// Arrays: made, computed with, reduced, from columns and to columns; elements; random numbers by row.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <vector>

[[bodo::jit]] void show(std::int64_t n) {
  bodo::Array<double> x = bodo::random_uniform(n, {.seed = 7});
  const bodo::Array<double> y = bodo::random_normal(n, {.seed = 7});
  bodo::Array<std::int32_t> dice = bodo::random_integers(1, 7, n, {.seed = 20240229});
  bodo::Array<std::int64_t> i = bodo::arange(n);
  bodo::Array<float> half = bodo::full(n, 0.5);
  bodo::Array<bool> low = x < 0.25;
  bodo::Array<double> z = bodo::where(low, y, x * half + i);
  z += bodo::linspace(0, 1, n);
  const double first = z[0], middle = z[n / 2], last = z[n - 1];
  bodo::Array<double> sums = z.cumsum();
  const double sum = z.sum(), mean = z.mean(), least = z.min(), greatest = z.max(), all = sums[n - 1];
  const std::int64_t total = dice.sum(), count = low.count(), size = i.size();
  const bool any = low.any(), every = low.all();
  bodo::Array<double> some = z[z > 1];
  const std::int64_t chosen = some.size();
  bodo::DataFrame df{{"i", i}, {"z", z}};
  df["dice"] = dice;
  const bodo::Array<double> column = df["z"] * df["dice"];
  const double product = column.sum();
  if (bodo::get_rank() == 0)
    fmt::print("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}\n", first, middle, last, sum, mean, least, greatest,
               all, total, count, size, any, every, chosen, product, n);
}

[[bodo::jit]] void empty(std::int64_t n) {
  bodo::Array<double> x = bodo::random_uniform(n, {.seed = 1});
  const double sum = x.sum();
  const std::int64_t size = x.size();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", sum, size);
}

[[bodo::jit]] void columns() {
  bodo::DataFrame df{{"k", {1, 2, std::nullopt, 4}}};
  df = bodo::scatterv(df);
  bodo::Array<double> filled = df["k"].fillna(0) / 2;
  bodo::Array<float> values = bodo::from_vector(std::vector<double>{1.5, -2, 3});
  const double second = filled[1];
  const float third = values[2];
  const double sum = values.sum(), chosen = sum > 2 ? filled[3] : filled[9];
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {}\n", second, third, sum, chosen);
}

int main() {
  for (const int n : {2, 3, 1000}) show(n);
  empty(0);
  columns();
}
