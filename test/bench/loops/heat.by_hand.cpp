#include "by_hand.h"

double heat() {
  const std::int64_t n = 2000, m = 2000;
  const block own = block_of(n);
  std::vector<double> u(static_cast<std::size_t>((own.size() + 2) * m));
  for (std::int64_t i = 0; i < own.size(); ++i)
    for (std::int64_t j = 0; j < m; ++j) u[static_cast<std::size_t>((i + 1) * m + j)] = number((own.begin + i) * m + j);
  std::vector<double> next = u;
  for (int round = 0; round < 100; ++round) {
    exchange_rows(u.data(), own.size(), m);
    for (std::int64_t i = std::max<std::int64_t>(own.begin, 1); i < std::min(own.end, n - 1); ++i) {
      const double* const here = u.data() + (i - own.begin + 1) * m;
      double* const to = next.data() + (i - own.begin + 1) * m;
      for (std::int64_t j = 1; j < m - 1; ++j) to[j] = 0.25 * (here[j - m] + here[j + m] + here[j - 1] + here[j + 1]);
    }
    std::swap(u, next);
  }
  double sum = 0;
  for (std::int64_t i = m; i < (own.size() + 1) * m; ++i) sum += u[static_cast<std::size_t>(i)];
  return sum_of(sum);
}

int main() { return timed(heat); }
