// The density of n values at m points, by kernels of Gauss.
#include <bodo/bodo.h>

#include <cmath>
#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double kernel_density(std::int64_t n, std::int64_t m) {
  bodo::Array<double> density = bodo::zeros(m);
  for (auto i : bodo::prange(n, {.fast = true})) {
    const double x = number(i) * number(3 * i);
    for (std::int64_t j = 0; j < m; ++j) {
      const double distance = (x - static_cast<double>(j) / static_cast<double>(m)) / 0.1;
      density[j] += std::exp(-0.5 * distance * distance);
    }
  }
  return density.max();
}

int main() {
  const double result = kernel_density(500000, 64);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
