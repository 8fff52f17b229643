// The ranks wait at different barriers.
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_two_barriers.cpp:10:
// message: mismatch_two_barriers.cpp:12:
#include <bodo/bodo.h>

int main() {
  if (bodo::get_rank() == 0)
    bodo::barrier();
  else
    bodo::barrier();
}
