// One rank does not come to the barrier: it has ended.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 1: the end of the program
// message: mismatch_barrier.cpp:11: barrier
#include <bodo/bodo.h>

int main() {
  if (bodo::get_rank() == 1) return 0;
  bodo::barrier();
}
