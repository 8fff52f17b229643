#include "by_hand.h"

double logistic() {
  return descended<10>(
      500000, 20, 4, [](const double* x, std::int64_t row) { return x[0] + 0.2 * number(7 * row) > 0.1 ? 1.0 : 0.0; },
      [](double product, double y) { return 1 / (1 + std::exp(-product)) - y; });
}

int main() { return timed(logistic); }
