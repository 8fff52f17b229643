// One rank has a barrier too many: the ranks are at several places before they disagree, and are told these too.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_after_two_places.cpp:15: barrier
// message: the end of the program, after ...mismatch_after_two_places.cpp:15: barrier
// message: before that they reached the same collective at several places:
// message: rank 0: ...mismatch_after_two_places.cpp:14:43: barrier
// message: mismatch_after_two_places.cpp:15:16: barrier
#include <bodo/bodo.h>

int main() {
  // too many
  if (bodo::get_rank() == 0) bodo::barrier();
  bodo::barrier();
}
