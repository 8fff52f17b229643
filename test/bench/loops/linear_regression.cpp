// Linear regression by gradient descent on n rows of features.
#include <bodo/bodo.h>

#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double linear_regression(std::int64_t n, std::int64_t m, int rounds) {
  bodo::Array<double, 2> x = bodo::ones(n, m);
  bodo::Array<double> y = bodo::zeros(n);
  for (auto i : bodo::prange(n)) {
    for (std::int64_t j = 0; j + 1 < m; ++j) x(i, j) = number(i * m + j) - 0.5;
    y[i] = 3 * x(i, 0) - x(i, 1) + 0.1 * number(7 * i);
  }
  bodo::Array<double> w = bodo::zeros(m);
  for (int round = 0; round < rounds; ++round) {
    bodo::Array<double> gradient = bodo::zeros(m);
    for (auto i : bodo::prange(n, {.fast = true})) {
      double wrong = -y[i];
      for (std::int64_t j = 0; j < m; ++j) wrong += x(i, j) * w[j];
      for (std::int64_t j = 0; j < m; ++j) gradient[j] += wrong * x(i, j);
    }
    w -= gradient * (0.5 / static_cast<double>(n));
  }
  return w.dot(w);
}

int main() {
  const double result = linear_regression(500000, 10, 30);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
