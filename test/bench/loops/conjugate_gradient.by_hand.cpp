#include "by_hand.h"

double conjugate_gradient() {
  const std::int64_t n = 4000000;
  const block own = block_of(n);
  const auto size = static_cast<std::size_t>(own.size());
  std::vector<double> x(size), r(size), p(size + 2), q(size);  // p with an element of each neighbour
  double rest = 0;
  for (std::size_t i = 0; i < size; ++i) {
    r[i] = number(own.begin + static_cast<std::int64_t>(i));
    p[i + 1] = r[i];
    rest += r[i] * r[i];
  }
  rest = sum_of(rest);
  for (int round = 0; round < 20; ++round) {
    exchange_rows(p.data(), own.size(), 1);
    double product = 0;
    for (std::size_t i = 0; i < size; ++i) {
      q[i] = 2.5 * p[i + 1] - p[i] - p[i + 2];
      product += p[i + 1] * q[i];
    }
    const double step = rest / sum_of(product);
    double left = 0;
    for (std::size_t i = 0; i < size; ++i) {
      x[i] += step * p[i + 1];
      r[i] -= step * q[i];
      left += r[i] * r[i];
    }
    left = sum_of(left);
    const double turn = left / rest;
    for (std::size_t i = 0; i < size; ++i) p[i + 1] = r[i] + turn * p[i + 1];
    rest = left;
  }
  double sum = 0;
  for (const double v : x) sum += v;
  return sum_of(sum);
}

int main() { return timed(conjugate_gradient); }
