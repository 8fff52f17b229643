#include "by_hand.h"

double histogram() {
  const std::size_t bins = 100;
  const block own = block_of(20000000);
  std::vector<double> x(static_cast<std::size_t>(own.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::int64_t row = own.begin + static_cast<std::int64_t>(i);
    x[i] = number(row) * number(3 * row);
  }
  std::vector<std::int64_t> count(bins);
  double above = 0;
  for (const double v : x) {
    ++count[static_cast<std::size_t>(v * static_cast<double>(bins))];
    if (v > 0.5) above += v;
  }
  MPI_Allreduce(MPI_IN_PLACE, count.data(), static_cast<int>(bins), MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
  return sum_of(above) + static_cast<double>(*std::max_element(count.begin(), count.end()));
}

int main() { return timed(histogram); }
