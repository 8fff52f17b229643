// The distance of each of m points to the nearest of n.
#include <bodo/bodo.h>

#include <algorithm>
#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double neighbours(std::int64_t n, std::int64_t m) {
  bodo::Array<double> x = bodo::zeros(n), y = bodo::zeros(n), to_x = bodo::zeros(m), to_y = bodo::zeros(m);
  for (auto i : bodo::prange(n)) {
    x[i] = number(i);
    y[i] = number(5 * i);
  }
  for (auto j : bodo::prange(m)) {
    to_x[j] = number(11 * j + 1);
    to_y[j] = number(13 * j + 1);
  }
  bodo::Array<double> least = bodo::full(m, 9.0);
  for (auto i : bodo::prange(n))
    for (std::int64_t j = 0; j < m; ++j) {
      const double dx = x[i] - to_x[j], dy = y[i] - to_y[j];
      least[j] = std::min(least[j], dx * dx + dy * dy);
    }
  return least.sum();
}

int main() {
  const double result = neighbours(1000000, 64);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
