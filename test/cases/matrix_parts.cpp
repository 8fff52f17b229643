// Parts of arrays of two dimensions: slices of rows and columns, masks, concatenations; shown as frames are.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

[[bodo::jit]] bodo::DataFrame parts(std::int64_t n) {
  const bodo::Array<double, 2> x = bodo::random_normal(n, 4, {.seed = 1});
  const bodo::Array<std::int64_t, 2> dice = bodo::random_integers(1, 7, n, 2, {.seed = 2});
  const bodo::Array<double, 2> inner = x.slice(1, -1), last = x.slice(-3, n), right = x.columns(2, 4);
  const bodo::Array<double, 2> rises = x.slice(1, n) - x.slice(0, -1);
  const bodo::Array<double, 2> some = x[x.column(0) > 0], none = x[x.column(0) > 100];
  const bodo::Array<bool> known = bodo::full(3, true);
  // rows of two arrays, the second of which is on every rank
  const bodo::Array<double, 2> on_every_rank = right.transpose().matmul(right);
  const bodo::Array<double, 2> all = bodo::concat({dice, right * 2, on_every_rank}),
                               twice = bodo::concat({on_every_rank, on_every_rank});
  bodo::Array<double, 2> low = all[all.column(1) < 3];
  for (auto i : bodo::prange(1, low.rows())) low(i, 0) = low(i, 0) + static_cast<double>(i);
  const std::int64_t rows = inner.rows(), columns = inner.columns(), chosen = some.rows(), empty = none.rows();
  const double sum = inner.sum() + last.sum() + rises.sum() + some.sum() + twice.sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {}\n", rows, columns, chosen, empty, sum);
  bodo::DataFrame df{{"a", low.column(0)}, {"b", low.column(1)}};
  return df;
}

[[bodo::jit]] void shown(std::int64_t n) {
  const bodo::Array<std::int64_t> numbers = bodo::arange(n * 3);
  const bodo::Array<std::int64_t, 2> x = numbers.reshape(n, 3);
  bodo::print(x * 10);
  bodo::print(x.columns(1, 2), {.rows = 4});
}

int main() {
  for (const int n : {1, 2, 7, 100}) {
    const auto df = parts(n);
    if (bodo::get_rank() == 0) {
      for (const char* name : {"a", "b"})
        for (const double value : df.column<double>(name)) fmt::print("{} ", value);
      fmt::print("\n");
    }
  }
  shown(5);
}
