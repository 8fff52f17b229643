#include "by_hand.h"

double linear_regression() {
  const std::int64_t n = 500000;
  const std::size_t m = 10;
  const block own = block_of(n);
  std::vector<double> x(static_cast<std::size_t>(own.size()) * m, 1), y(static_cast<std::size_t>(own.size()));
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::int64_t row = own.begin + static_cast<std::int64_t>(i);
    for (std::size_t j = 0; j + 1 < m; ++j) x[i * m + j] = number(row * 10 + static_cast<std::int64_t>(j)) - 0.5;
    y[i] = 3 * x[i * m] - x[i * m + 1] + 0.1 * number(7 * row);
  }
  std::vector<double> w(m);
  for (int round = 0; round < 30; ++round) {
    std::vector<double> gradient(m);
    for (std::size_t i = 0; i < y.size(); ++i) {
      double wrong = -y[i];
      for (std::size_t j = 0; j < m; ++j) wrong += x[i * m + j] * w[j];
      for (std::size_t j = 0; j < m; ++j) gradient[j] += wrong * x[i * m + j];
    }
    add_up(gradient.data(), m);
    for (std::size_t j = 0; j < m; ++j) w[j] -= gradient[j] * (0.5 / static_cast<double>(n));
  }
  double sum = 0;
  for (const double v : w) sum += v * v;
  return sum;
}

int main() { return timed(linear_regression); }
