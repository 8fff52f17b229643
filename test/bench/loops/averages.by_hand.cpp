#include "by_hand.h"

double averages() {
  const std::int64_t n = 4000000;
  const block own = block_of(n);
  std::vector<double> x(static_cast<std::size_t>(own.size() + 4));
  for (std::int64_t i = own.begin; i < own.end; ++i) x[static_cast<std::size_t>(i - own.begin + 2)] = number(i);
  std::vector<double> smooth = x;
  for (int round = 0; round < 50; ++round) {
    const int left = rank() > 0 ? rank() - 1 : MPI_PROC_NULL, right = rank() + 1 < ranks() ? rank() + 1 : MPI_PROC_NULL;
    double* const end = x.data() + 2 + own.size();
    MPI_Sendrecv(x.data() + 2, 2, MPI_DOUBLE, left, 0, end, 2, MPI_DOUBLE, right, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(end - 2, 2, MPI_DOUBLE, right, 1, x.data(), 2, MPI_DOUBLE, left, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    for (std::int64_t i = std::max<std::int64_t>(own.begin, 2); i < std::min(own.end, n - 2); ++i) {
      const double* const here = x.data() + (i - own.begin + 2);
      smooth[static_cast<std::size_t>(i - own.begin + 2)] =
          0.1 * here[-2] + 0.2 * here[-1] + 0.4 * here[0] + 0.2 * here[1] + 0.1 * here[2];
    }
    std::swap(x, smooth);
  }
  double sum = 0;
  for (std::int64_t i = 0; i < own.size(); ++i) sum += x[static_cast<std::size_t>(i + 2)];
  return sum_of(sum);
}

int main() { return timed(averages); }
