// Points in three dimensions, each to the nearest of k centers.
#include <bodo/bodo.h>

#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double k_means(std::int64_t n, std::int64_t k, int rounds) {
  bodo::Array<double, 2> x = bodo::zeros(n, 3);
  for (auto i : bodo::prange(n))
    for (std::int64_t d = 0; d < 3; ++d) x(i, d) = number(3 * i + d);
  bodo::Array<double, 2> centers = x.slice(0, k);
  for (int round = 0; round < rounds; ++round) {
    bodo::Array<double, 2> sums = bodo::zeros(k, 3);
    bodo::Array<std::int64_t> count = bodo::zeros(k);
    for (auto i : bodo::prange(n, {.fast = true})) {
      double least = 1e300;
      std::int64_t best = 0;
      for (std::int64_t c = 0; c < k; ++c) {
        double distance = 0;
        for (std::int64_t d = 0; d < 3; ++d) distance += (x(i, d) - centers(c, d)) * (x(i, d) - centers(c, d));
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      for (std::int64_t d = 0; d < 3; ++d) sums(best, d) += x(i, d);
      ++count[best];
    }
    for (auto c : bodo::prange(k))
      for (std::int64_t d = 0; d < 3; ++d)
        if (count[c] > 0) centers(c, d) = sums(c, d) / static_cast<double>(count[c]);
  }
  return centers.sum();
}

int main() {
  const double result = k_means(500000, 8, 20);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
