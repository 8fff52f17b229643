// An integer that a narrower type does not hold ends the program.
// exit: not 0
// message: error_scalar_range.cpp:10: error: sum: 6000000000 does not fit
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] static int sum() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  df["a"] = df["a"] * 1000000000;
  const int a = df["a"].sum();
  return a;
}

int main() { bodo::print(sum()); }
