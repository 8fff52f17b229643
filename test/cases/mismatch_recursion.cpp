// A recursion that is deeper on one rank.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_recursion.cpp:12:
// message: the end of the program
#include <bodo/bodo.h>

namespace {
void descend(int depth) {
  if (depth == 0) return;
  bodo::barrier();
  descend(depth - 1);
}
}  // namespace

int main() { descend(bodo::get_rank() == 0 ? 3 : 2); }
