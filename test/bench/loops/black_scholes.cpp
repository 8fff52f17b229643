// Prices of options by the formula of Black and Scholes.
#include <bodo/bodo.h>

#include <cmath>
#include <cstdio>

#include "numbers.h"

double normal(double x) { return 0.5 * std::erfc(-x * 0.70710678118654752); }

[[bodo::jit]] double black_scholes(std::int64_t n) {
  bodo::Array<double> price = bodo::zeros(n);
  for (auto i : bodo::prange(n)) {
    const double spot = 50 + 50 * number(i), strike = 50 + 50 * number(3 * i), years = 0.1 + number(5 * i);
    const double deviation = 0.3 * std::sqrt(years);
    const double d1 = (std::log(spot / strike) + (0.05 + 0.045) * years) / deviation;
    price[i] = spot * normal(d1) - strike * std::exp(-0.05 * years) * normal(d1 - deviation);
  }
  return price.sum();
}

int main() {
  const double result = black_scholes(4000000);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
