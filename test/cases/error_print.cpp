// Standard output that cannot be written is an error.
// exit: not 0
// message: error_print.cpp:13: ...standard output cannot be written: No space left on device
#include <bodo/bodo.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

[[bodo::jit]] void show(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  if (n > 3) {
    bodo::print(df);
  }
}

int main() {
  show(3);
  if (bodo::get_rank() == 0 && std::freopen("/dev/full", "w", stdout) == nullptr) std::abort();
  show(4);
}
