// Handlers of the program's own stay: one installed before the session starts, one after.
// ranks: 1 2
// rank 0 prints:
//   9 early
//   9 late
#include <csignal>
#include <cstdio>

namespace {

volatile std::sig_atomic_t early = 0, late = 0;
const bool installed = [] {
  std::signal(SIGTERM, [](int) { early = 9; });
  return true;
}();

}  // namespace

#include <bodo/bodo.h>

namespace {

[[bodo::jit]] double total() { return bodo::DataFrame{{"a", bodo::arange(3)}}["a"].sum(); }

}  // namespace

int main() {
  std::signal(SIGUSR1, [](int) { late = 9; });
  if (!installed || total() != 3) return 1;
  std::raise(SIGTERM);
  std::raise(SIGUSR1);
  if (bodo::get_rank() == 0) std::printf("%d early\n%d late\n", static_cast<int>(early), static_cast<int>(late));
}
