// One rank calls exit.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: mismatch_exit.cpp:12:
#include <bodo/bodo.h>

#include <cstdlib>

int main() {
  if (bodo::get_rank() == 1) std::exit(0);
  bodo::barrier();
}
