// An annotated function is called by rank 0 alone.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: the end of the program
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df.to_parquet("out");
}

int main() {
  if (bodo::get_rank() == 0) f(10);
}
