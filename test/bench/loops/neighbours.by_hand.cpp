#include "by_hand.h"

double neighbours() {
  const std::size_t m = 64;
  const block own = block_of(1000000);
  std::vector<double> x(static_cast<std::size_t>(own.size())), y(x.size()), to_x(m), to_y(m), least(m, 9);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = number(own.begin + static_cast<std::int64_t>(i));
    y[i] = number(5 * (own.begin + static_cast<std::int64_t>(i)));
  }
  for (std::size_t j = 0; j < m; ++j) {
    to_x[j] = number(11 * static_cast<std::int64_t>(j) + 1);
    to_y[j] = number(13 * static_cast<std::int64_t>(j) + 1);
  }
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < m; ++j) {
      const double dx = x[i] - to_x[j], dy = y[i] - to_y[j];
      least[j] = std::min(least[j], dx * dx + dy * dy);
    }
  MPI_Allreduce(MPI_IN_PLACE, least.data(), static_cast<int>(m), MPI_DOUBLE, MPI_MIN, MPI_COMM_WORLD);
  double sum = 0;
  for (const double v : least) sum += v;
  return sum;
}

int main() { return timed(neighbours); }
