// A condition from a host value that differs leads to a frame operation.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: disagree
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n, bool every) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  if (every) df = df[df["A"] > 2];
  bodo::print(df.size());
}

int main() { f(10, bodo::get_rank() == 0); }
