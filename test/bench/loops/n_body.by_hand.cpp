#include "by_hand.h"

double n_body() {
  const std::int64_t n = 3000;
  const block own = block_of(n);
  std::vector<int> counts, starts;
  for (int r = 0; r < ranks(); ++r) {
    counts.push_back(static_cast<int>(block_of(n, r).size()));
    starts.push_back(static_cast<int>(block_of(n, r).begin));
  }
  const auto size = static_cast<std::size_t>(n), first = static_cast<std::size_t>(own.begin);
  std::vector<double> x(size), y(size), v(static_cast<std::size_t>(own.size())), w(v.size());
  for (std::size_t i = 0; i < size; ++i) {
    x[i] = number(2 * static_cast<std::int64_t>(i));
    y[i] = number(2 * static_cast<std::int64_t>(i) + 1);
  }
  for (int round = 0; round < 10; ++round) {
    for (std::size_t k = 0; k < v.size(); ++k) {
      double a = 0, b = 0;
      for (std::size_t j = 0; j < size; ++j) {
        const double dx = x[j] - x[first + k], dy = y[j] - y[first + k], square = dx * dx + dy * dy + 1e-3;
        const double weight = 1 / (square * std::sqrt(square));
        a += weight * dx;
        b += weight * dy;
      }
      v[k] += 1e-6 * a;
      w[k] += 1e-6 * b;
    }
    for (std::size_t k = 0; k < v.size(); ++k) {
      x[first + k] += v[k] * 0.01;
      y[first + k] += w[k] * 0.01;
    }
    for (std::vector<double>* values : {&x, &y})
      MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, values->data(), counts.data(), starts.data(), MPI_DOUBLE,
                     MPI_COMM_WORLD);
  }
  double sum = 0;
  for (std::size_t k = 0; k < v.size(); ++k) sum += x[first + k] + y[first + k] * w[k];
  return sum_of(sum);
}

int main() { return timed(n_body); }
