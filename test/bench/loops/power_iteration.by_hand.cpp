#include "by_hand.h"

double power_iteration() {
  const std::int64_t n = 3000;
  const block own = block_of(n);
  std::vector<int> counts, starts;
  for (int r = 0; r < ranks(); ++r) {
    counts.push_back(static_cast<int>(block_of(n, r).size()));
    starts.push_back(static_cast<int>(block_of(n, r).begin));
  }
  const auto size = static_cast<std::size_t>(n), rows = static_cast<std::size_t>(own.size());
  std::vector<double> a(rows * size), x(size, 1), y(rows);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < size; ++j) {
      const std::int64_t row = own.begin + static_cast<std::int64_t>(i), column = static_cast<std::int64_t>(j);
      a[i * size + j] = number(row * column) + number(row + column);
    }
  double value = 0;
  for (int round = 0; round < 50; ++round) {
    double squares = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < size; ++j) sum += a[i * size + j] * x[j];
      y[i] = sum;
      squares += sum * sum;
    }
    value = std::sqrt(sum_of(squares));
    for (double& v : y) v /= value;
    MPI_Allgatherv(y.data(), static_cast<int>(rows), MPI_DOUBLE, x.data(), counts.data(), starts.data(), MPI_DOUBLE,
                   MPI_COMM_WORLD);
  }
  return value;
}

int main() { return timed(power_iteration); }
