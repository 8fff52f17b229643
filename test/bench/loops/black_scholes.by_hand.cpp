#include "by_hand.h"

double normal(double x) { return 0.5 * std::erfc(-x * 0.70710678118654752); }

double black_scholes() {
  const block own = block_of(4000000);
  std::vector<double> price(static_cast<std::size_t>(own.size()));
  for (std::int64_t i = own.begin; i < own.end; ++i) {
    const double spot = 50 + 50 * number(i), strike = 50 + 50 * number(3 * i), years = 0.1 + number(5 * i);
    const double deviation = 0.3 * std::sqrt(years);
    const double d1 = (std::log(spot / strike) + (0.05 + 0.045) * years) / deviation;
    price[static_cast<std::size_t>(i - own.begin)] =
        spot * normal(d1) - strike * std::exp(-0.05 * years) * normal(d1 - deviation);
  }
  double sum = 0;
  for (const double p : price) sum += p;
  return sum_of(sum);
}

int main() { return timed(black_scholes); }
