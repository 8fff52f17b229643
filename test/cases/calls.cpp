// Annotated functions that call annotated functions; several results; rows stay where they are between them.
// rank 0 prints:
//      A   B
//   0  0   0
//   1  1  10
//   2  2  20
//   rows 5, kept 2, sum 70
//      A   B
//   3  3  30
//   4  4  40
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <iostream>
#include <tuple>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame make(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame with_b(bodo::DataFrame df, std::int64_t factor) {
  df["B"] = df["A"] * factor;
  return df;
}

[[bodo::jit]] std::int64_t total(const bodo::DataFrame& df) { return df["B"].sum(); }

[[bodo::jit]] std::tuple<bodo::DataFrame, bodo::DataFrame> halves(const bodo::DataFrame& df) {
  auto small = df[df["A"] < 3];
  auto large = df[df["A"] >= 3];
  return {small, large};
}

[[bodo::jit]] void chain(int n) {
  auto df = with_b(make(n), 10);
  auto [small, large] = halves(df);
  bodo::print(small);
  const std::int64_t sum = total(large);
  const std::int64_t rows = df.size();
  const std::int64_t kept = large.size();
  if (bodo::get_rank() == 0) fmt::print("rows {}, kept {}, sum {}\n", rows, kept, sum);
}

int main() {
  chain(5);
  const auto [small, large] = halves(with_b(make(5), 10));
  if (bodo::get_rank() == 0) std::cout << large;
}
