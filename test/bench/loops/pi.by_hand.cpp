#include "by_hand.h"

double pi() {
  const std::int64_t n = 50000000;
  const block own = block_of(n);
  std::int64_t inside = 0;
  for (std::int64_t i = own.begin; i < own.end; ++i) {
    const double x = number(i), y = number(7 * i + 3);
    if (x * x + y * y < 1) ++inside;
  }
  return 4 * sum_of(static_cast<double>(inside)) / static_cast<double>(n);
}

int main() { return timed(pi); }
