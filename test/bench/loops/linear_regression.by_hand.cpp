#include "by_hand.h"

double linear_regression() {
  return descended<10>(
      500000, 30, 0.5, [](const double* x, std::int64_t row) { return 3 * x[0] - x[1] + 0.1 * number(7 * row); },
      [](double product, double y) { return product - y; });
}

int main() { return timed(linear_regression); }
