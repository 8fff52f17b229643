#include "by_hand.h"

double kernel_density() {
  const std::int64_t m = 64;
  const block own = block_of(500000);
  std::vector<double> density(static_cast<std::size_t>(m));
  for (std::int64_t i = own.begin; i < own.end; ++i) {
    const double x = number(i) * number(3 * i);
    for (std::int64_t j = 0; j < m; ++j) {
      const double distance = (x - static_cast<double>(j) / static_cast<double>(m)) / 0.1;
      density[static_cast<std::size_t>(j)] += std::exp(-0.5 * distance * distance);
    }
  }
  add_up(density.data(), density.size());
  return *std::max_element(density.begin(), density.end());
}

int main() { return timed(kernel_density); }
