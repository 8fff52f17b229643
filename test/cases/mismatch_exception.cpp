// One rank leaves by an exception that it catches.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: the end of the program
#include <bodo/bodo.h>

#include <cstdint>
#include <stdexcept>

[[bodo::jit]] std::int64_t total(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df["A"].sum();
}

int main() {
  try {
    if (bodo::get_rank() == 0) throw std::runtime_error("only here");
    return total(10) == 45 ? 0 : 1;
  } catch (const std::exception&) {
    return 0;
  }
}
