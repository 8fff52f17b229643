// A root that is not a rank.
// exit: not 0
// message: error_root.cpp:6: ...there is no rank -1
#include <bodo/bodo.h>

int main() { bodo::gatherv(bodo::get_rank(), -1); }
