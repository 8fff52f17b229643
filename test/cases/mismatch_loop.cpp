// One rank goes round a loop once more.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_loop.cpp:10:
// message: the end of the program
#include <bodo/bodo.h>

int main() {
  for (int i = 0; i < 3 + (bodo::get_rank() == 0 ? 1 : 0); ++i) bodo::barrier();
}
