// One rank calls exit.
// ranks: 2 3
// exit: not 0
// message: mismatch_exit.cpp:11:
#include <bodo/bodo.h>

#include <cstdlib>

int main() {
  if (bodo::get_rank() == 1) std::exit(0);
  bodo::barrier();
}
