// A short circuit keeps a rank from a collective.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: mismatch_short_circuit.cpp:10:
// message: the end of the program
#include <bodo/bodo.h>

namespace {
bool agree() { return bodo::bcast(true); }
}  // namespace

int main() { return bodo::get_rank() == 0 || agree() ? 0 : 1; }
