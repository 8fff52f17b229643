// Weighted moving averages, again and again.
#include <bodo/bodo.h>

#include <cstdio>
#include <utility>

#include "numbers.h"

[[bodo::jit]] double averages(std::int64_t n, int rounds) {
  bodo::Array<double> x = bodo::zeros(n);
  for (auto i : bodo::prange(n)) x[i] = number(i);
  bodo::Array<double> smooth = x;
  for (int round = 0; round < rounds; ++round) {
    for (auto i : bodo::prange(2, n - 2))
      smooth[i] = 0.1 * x[i - 2] + 0.2 * x[i - 1] + 0.4 * x[i] + 0.2 * x[i + 1] + 0.1 * x[i + 2];
    std::swap(x, smooth);
  }
  return x.sum();
}

int main() {
  const double result = averages(4000000, 50);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
