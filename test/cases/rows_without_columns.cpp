// A frame of which no column is needed still says how many rows there are.
// options: -Wno-bodo-matched-by-position
// rank 0 prints:
//   45
//   10
//   90
//   10
#include <bodo/bodo.h>

#include <cstdint>
#include <vector>

[[bodo::jit]] std::int64_t beside(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}, {"b", bodo::arange(n)}};
  return df["b"].sum();
}

[[bodo::jit]] std::int64_t from_host(std::int64_t n, const std::vector<std::int64_t>& values) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  df["b"] = bodo::from_vector(values);
  return df["b"].sum();
}

[[bodo::jit]] std::int64_t filtered(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  auto left = df[df["a"] >= 0];
  bodo::DataFrame doubled{{"p", df["a"] * 2}};
  auto right = doubled[doubled["p"] >= 0];
  left["q"] = right["p"];
  return left["q"].sum();
}

[[bodo::jit]] std::int64_t sorted(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  auto rows = df[df["a"] >= 0].sort_values("a");
  rows["one"] = bodo::full(n, 1);
  return rows["one"].sum();
}

int main() {
  bodo::print(beside(10));
  bodo::print(from_host(10, std::vector<std::int64_t>(10, 1)));
  bodo::print(filtered(10));
  bodo::print(sorted(10));
}
