// A rank returns early from a function that the others go through.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: mismatch_early_return.cpp:14:
// message: the end of the program
#include <bodo/bodo.h>

namespace {
bool empty_here() { return bodo::get_rank() == 1; }

void work() {
  if (empty_here()) return;
  bodo::barrier();
}
}  // namespace

int main() { work(); }
