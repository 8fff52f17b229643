#include "by_hand.h"

double k_means() {
  const std::size_t k = 8;
  const block own = block_of(500000);
  std::vector<double> x(static_cast<std::size_t>(own.size()) * 3), centers(k * 3);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = number(3 * own.begin + static_cast<std::int64_t>(i));
  for (std::size_t i = 0; i < centers.size(); ++i) centers[i] = number(static_cast<std::int64_t>(i));
  for (int round = 0; round < 20; ++round) {
    std::vector<double> sums(k * 4);  // and the number of points
    for (std::size_t i = 0; i < x.size(); i += 3) {
      double least = 1e300;
      std::size_t best = 0;
      for (std::size_t c = 0; c < k; ++c) {
        double distance = 0;
        for (std::size_t d = 0; d < 3; ++d)
          distance += (x[i + d] - centers[c * 3 + d]) * (x[i + d] - centers[c * 3 + d]);
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      for (std::size_t d = 0; d < 3; ++d) sums[best * 4 + d] += x[i + d];
      ++sums[best * 4 + 3];
    }
    add_up(sums.data(), sums.size());
    for (std::size_t c = 0; c < k; ++c)
      for (std::size_t d = 0; d < 3; ++d)
        if (sums[c * 4 + 3] > 0) centers[c * 3 + d] = sums[c * 4 + d] / sums[c * 4 + 3];
  }
  double sum = 0;
  for (const double v : centers) sum += v;
  return sum;
}

int main() { return timed(k_means); }
