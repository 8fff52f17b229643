// A loop over the lines of a file that only rank 0 has.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: the end of the program
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] std::int64_t total(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df["A"].sum();
}

int main() {
  const int lines = bodo::get_rank() == 0 ? 2 : 0;
  std::int64_t sum = 0;
  for (int i = 0; i < lines; ++i) sum += total(5);
  return sum == 20 ? 0 : 1;
}
