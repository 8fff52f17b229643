// Two collectives in another order.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_order.cpp:12:
// message: mismatch_order.cpp:15:
#include <bodo/bodo.h>

int main() {
  int value = 0;
  if (bodo::get_rank() == 0) {
    value = bodo::bcast(1);
    bodo::barrier();
  } else {
    bodo::barrier();
    value = bodo::bcast(1);
  }
  return value == 1 ? 0 : 1;
}
