// A broadcast from another root on each rank.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: mismatch_root.cpp:8: ...disagree
#include <bodo/bodo.h>

int main() { return bodo::bcast(1, bodo::get_rank()) == 1 ? 0 : 1; }
