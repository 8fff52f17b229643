// Linear algebra: products of arrays and series, transposes, systems of equations; series beside the rows of arrays.
// floats: 1e-10
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

void show_all(const bodo::DataFrame& df) {
  for (const char* name : {"a", "b", "c"})
    for (const double value : df.column<double>(name)) fmt::print("{} ", value);
  fmt::print("\n");
}

[[bodo::jit]] bodo::DataFrame of_rows(std::int64_t n) {
  const bodo::Array<double, 2> x = bodo::random_uniform(n, 3, {.seed = 1});
  const bodo::Array<double> v = bodo::random_uniform(3, {.seed = 2});
  const bodo::Array<std::int32_t, 2> dice = bodo::random_integers(1, 7, 3, 11, {.seed = 3});
  const bodo::Array<double, 2> wide = (x + 1).matmul(dice);
  bodo::DataFrame df{{"a", x.matmul(v)}, {"b", wide.column(10)}, {"c", wide.matmul(dice.transpose()).column(1)}};
  return df;
}

// On every rank.
[[bodo::jit]] bodo::DataFrame of_columns(std::int64_t n) {
  const bodo::Array<double, 2> x = bodo::random_uniform(n, 3, {.seed = 1}),
                               y = bodo::random_uniform(n, 70, {.seed = 4});
  const bodo::Array<double> v = bodo::arange(n);
  const bodo::Array<double, 2> gram = x.transpose().matmul(x), mixed = y.transpose().matmul(x);
  const double total = mixed.sum(), last = mixed(69, 2);
  const std::int64_t rows = mixed.rows(), columns = mixed.columns();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {}\n", total, last, rows, columns);
  bodo::DataFrame df{{"a", v.matmul(x)}, {"b", gram.column(1)}, {"c", x.transpose().matmul(v)}};
  return df;
}

[[bodo::jit]] bodo::DataFrame transposes(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::random_uniform(n, m, {.seed = 5});
  const bodo::Array<bool, 2> large = x > 0.5;
  bodo::Array<double, 2> t = x.transpose();
  const bodo::Array<bool, 2> flags = large.transpose();
  const bodo::Array<double, 2> product = (t * 2).matmul(x);
  t = bodo::where(flags, t, -1.0);
  const bodo::Array<double, 2> back = t.transpose();
  const std::int64_t rows = t.rows(), columns = t.columns();
  const double first = back(0, 0), last = t(m - 1, n - 1), of_product = product(m - 1, 0);
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {}\n", rows, columns, first, last, of_product);
  bodo::DataFrame df{{"a", t.sum(1)}, {"b", t.column(n / 2)}, {"c", t.max(1)}};
  return df;
}

[[bodo::jit]] bodo::DataFrame systems(std::int64_t n) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, 3, {.seed = 6});
  const bodo::Array<double> y = x.matmul(bodo::linspace(1, 2, 3)) + bodo::random_normal(n, {.seed = 7});
  bodo::Array<double, 2> a = x.transpose().matmul(x);
  const bodo::Array<double> b = y.matmul(x);
  // one that is spread over the ranks, of which the first pivot is 0
  bodo::Array<double, 2> swapped = bodo::zeros(3, 3);
  for (auto i : bodo::prange(3)) swapped(i, (i + 1) % 3) = static_cast<double>(i + 2);
  const bodo::Array<double, 2> lower = a.cholesky(), all = swapped.solve(a);
  bodo::DataFrame df{{"a", a.solve(b)}, {"b", lower.column(1)}, {"c", all.column(0)}};
  return df;
}

[[bodo::jit]] bodo::DataFrame beside(std::int64_t n) {
  bodo::Array<double, 2> x = bodo::random_normal(n, 3, {.seed = 8});
  const bodo::Array<double> spread = bodo::linspace(1, 3, 3);
  const std::int64_t above = bodo::where(x > spread - 1.5, 1, 0).sum();
  x -= x.mean(0);
  x = (1 / spread) / (x * x + spread) + x;
  if (bodo::get_rank() == 0) fmt::print("{}\n", above);
  bodo::DataFrame df{{"a", x.column(0)}, {"b", x.column(1)}, {"c", x.column(2)}};
  return df;
}

int main() {
  for (const int n : {1, 2, 5, 200}) {
    const auto rows = of_rows(n), columns = of_columns(n), shifted = beside(n);
    const auto narrow = transposes(n, 2), wide = transposes(n, 9);
    if (bodo::get_rank() == 0)
      for (const auto* df : {&rows, &columns, &shifted, &narrow, &wide}) show_all(*df);
  }
  for (const int n : {4, 100}) {
    const auto df = systems(n);
    if (bodo::get_rank() == 0) show_all(df);
  }
}
