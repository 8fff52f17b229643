// One rank prints a frame, which all must do together.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_print.cpp:16:
// message: the end of the program
#include <bodo/bodo.h>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

int main() {
  const auto df = rows(5);
  if (bodo::get_rank() == 0) bodo::print(df);
}
