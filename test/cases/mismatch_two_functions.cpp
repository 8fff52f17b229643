// Ranks call different annotated functions.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: the ranks do not reach the same collectives
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df.to_parquet("out");
}

[[bodo::jit]] std::int64_t total(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df["A"].sum();
}

int main() {
  if (bodo::get_rank() == 0) {
    f(10);
    return 0;
  }
  return total(10) == 45 ? 0 : 1;
}
