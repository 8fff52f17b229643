// A lambda in a variable that captures by reference has the same captured values at its use as in C++.
// rank 0 prints:
//   1005110
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] void f(int n, const int by) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  std::int64_t seen = 10;
  const auto add = [&seen, by, twice = 2 * by](std::int64_t v) { return v + seen + by * 1000 + twice * 100000; };
  seen = 20;
  df["b"] = df["a"].map(add);
  bodo::print(df["b"].sum());
}

int main() { f(5, 1); }
