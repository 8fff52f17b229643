// The area of a quarter of a circle, from points that are no random numbers.
#include <bodo/bodo.h>

#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double pi(std::int64_t n) {
  std::int64_t inside = 0;
  for (auto i : bodo::prange(n)) {
    const double x = number(i), y = number(7 * i + 3);
    if (x * x + y * y < 1) ++inside;
  }
  return 4 * static_cast<double>(inside) / static_cast<double>(n);
}

int main() {
  const double result = pi(50000000);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
