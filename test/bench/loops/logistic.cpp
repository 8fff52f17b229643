// Logistic regression by gradient descent on n rows of features. The last feature of each row is 1.
#include <bodo/bodo.h>

#include <cmath>
#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double logistic(std::int64_t n, std::int64_t m, int rounds) {
  bodo::Array<double, 2> x = bodo::ones(n, m);
  bodo::Array<double> y = bodo::zeros(n);
  for (auto i : bodo::prange(n)) {
    for (std::int64_t j = 0; j + 1 < m; ++j) x(i, j) = number(i * m + j) - 0.5;
    y[i] = x(i, 0) + 0.2 * number(7 * i) > 0.1 ? 1 : 0;
  }
  bodo::Array<double> w = bodo::zeros(m);
  for (int round = 0; round < rounds; ++round) {
    bodo::Array<double> gradient = bodo::zeros(m);
    for (auto i : bodo::prange(n, {.fast = true})) {
      double product = 0;
      for (std::int64_t j = 0; j < m; ++j) product += x(i, j) * w[j];
      const double wrong = 1 / (1 + std::exp(-product)) - y[i];
      for (std::int64_t j = 0; j < m; ++j) gradient[j] += wrong * x(i, j);
    }
    w -= gradient * (4.0 / static_cast<double>(n));
  }
  return w.dot(w);
}

int main() {
  const double result = logistic(500000, 10, 20);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
