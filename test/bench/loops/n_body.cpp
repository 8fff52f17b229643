// Bodies on a line that attract each other.
#include <bodo/bodo.h>

#include <cmath>
#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double n_body(std::int64_t n, int rounds) {
  bodo::Array<double> x = bodo::zeros(n), y = bodo::zeros(n), v = bodo::zeros(n), w = bodo::zeros(n);
  for (auto i : bodo::prange(n)) {
    x[i] = number(2 * i);
    y[i] = number(2 * i + 1);
  }
  for (int round = 0; round < rounds; ++round) {
    for (auto i : bodo::prange(n)) {
      double a = 0, b = 0;
      for (std::int64_t j = 0; j < n; ++j) {
        const double dx = x[j] - x[i], dy = y[j] - y[i], square = dx * dx + dy * dy + 1e-3;
        const double weight = 1 / (square * std::sqrt(square));
        a += weight * dx;
        b += weight * dy;
      }
      v[i] += 1e-6 * a;
      w[i] += 1e-6 * b;
    }
    x += v * 0.01;
    y += w * 0.01;
  }
  return x.sum() + y.dot(w);
}

int main() {
  const double result = n_body(3000, 10);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
