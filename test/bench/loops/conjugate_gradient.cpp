// A system of n equations with three diagonals, by conjugate gradients.
#include <bodo/bodo.h>

#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double conjugate_gradient(std::int64_t n, int rounds) {
  bodo::Array<double> x = bodo::zeros(n), r = bodo::zeros(n), p = bodo::zeros(n), q = bodo::zeros(n);
  double rest = 0;
  for (auto i : bodo::prange(n)) {
    r[i] = number(i);
    p[i] = r[i];
    rest += r[i] * r[i];
  }
  for (int round = 0; round < rounds; ++round) {
    double product = 0;
    for (auto i : bodo::prange(n, {.fast = true})) {
      const double before = i == 0 ? 0 : p[i - 1], after = i == n - 1 ? 0 : p[i + 1];
      q[i] = 2.5 * p[i] - before - after;
      product += p[i] * q[i];
    }
    const double step = rest / product;
    double left = 0;
    for (auto i : bodo::prange(n, {.fast = true})) {
      x[i] += step * p[i];
      r[i] -= step * q[i];
      left += r[i] * r[i];
    }
    const double turn = left / rest;
    for (auto i : bodo::prange(n)) p[i] = r[i] + turn * p[i];
    rest = left;
  }
  return x.sum();
}

int main() {
  const double result = conjugate_gradient(4000000, 20);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
