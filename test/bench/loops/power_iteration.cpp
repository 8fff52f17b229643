// The greatest eigenvalue of a symmetric n x n array.
#include <bodo/bodo.h>

#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double power_iteration(std::int64_t n, int rounds) {
  bodo::Array<double, 2> a = bodo::zeros(n, n);
  for (auto i : bodo::prange(n))
    for (std::int64_t j = 0; j < n; ++j) a(i, j) = number(i * j) + number(i + j);
  bodo::Array<double> x = bodo::ones(n);
  double value = 0;
  for (int round = 0; round < rounds; ++round) {
    const bodo::Array<double> y = a.matmul(x);
    value = y.norm();
    x = y / value;
  }
  return value;
}

int main() {
  const double result = power_iteration(3000, 50);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
