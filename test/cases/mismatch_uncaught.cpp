// One rank ends by an uncaught exception.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: only here
#include <bodo/bodo.h>

#include <stdexcept>

int main() {
  if (bodo::get_rank() == 1) throw std::runtime_error("only here");
  bodo::barrier();
}
