// The heat equation in a plate of n x m points.
#include <bodo/bodo.h>

#include <cstdio>
#include <utility>

#include "numbers.h"

[[bodo::jit]] double heat(std::int64_t n, std::int64_t m, int rounds) {
  bodo::Array<double, 2> u = bodo::zeros(n, m);
  for (auto i : bodo::prange(n))
    for (std::int64_t j = 0; j < m; ++j) u(i, j) = number(i * m + j);
  bodo::Array<double, 2> next = u;
  for (int round = 0; round < rounds; ++round) {
    for (auto i : bodo::prange(1, n - 1))
      for (std::int64_t j = 1; j < m - 1; ++j)
        next(i, j) = 0.25 * (u(i - 1, j) + u(i + 1, j) + u(i, j - 1) + u(i, j + 1));
    std::swap(u, next);
  }
  return u.sum();
}

int main() {
  const double result = heat(2000, 2000, 100);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
