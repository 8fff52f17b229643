// A histogram, by the elements' own counts; the sum of the elements above a bound.
#include <bodo/bodo.h>

#include <cstdio>

#include "numbers.h"

[[bodo::jit]] double histogram(std::int64_t n, std::int64_t bins) {
  bodo::Array<double> x = bodo::zeros(n);
  for (auto i : bodo::prange(n)) x[i] = number(i) * number(3 * i);
  bodo::Array<std::int64_t> count = bodo::zeros(bins);
  double above = 0;
  for (auto i : bodo::prange(n, {.fast = true})) {
    ++count[static_cast<std::int64_t>(x[i] * static_cast<double>(bins))];
    if (x[i] > 0.5) above += x[i];
  }
  return above + static_cast<double>(count.max());
}

int main() {
  const double result = histogram(20000000, 100);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
