// Ranks gather at different places.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: rank 0: ...mismatch_gather.cpp:11:
// message: mismatch_gather.cpp:12:
#include <bodo/bodo.h>

int main() {
  const int rank = bodo::get_rank();
  if (rank == 0) return bodo::gatherv(rank).size() == 9 ? 1 : 0;
  return bodo::allgatherv(rank).size() == 9 ? 1 : 0;
}
