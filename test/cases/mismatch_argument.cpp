// An annotated function gets another argument on each rank.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: the ranks disagree on its arguments
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df.to_parquet("out");
}

int main() { f(10 + bodo::get_rank()); }
