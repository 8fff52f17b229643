// An inner loop over columns goes beyond those of the array.
// exit: not 0
// message: error_loop_columns.cpp:9: ...the loop uses x(...3), but 'x' has 10 rows of 3 elements
#include <bodo/bodo.h>

[[bodo::jit]] double beyond(std::int64_t n, std::int64_t m) {
  bodo::Array<double, 2> x = bodo::zeros(n, m);
  double sum = 0;
  for (auto i : bodo::prange(n))
    for (std::int64_t j = 0; j <= m - 1; ++j)
      for (std::int64_t k = 1; k < m + 1; ++k) sum += x(i, k) * static_cast<double>(j);
  return sum;
}

int main() { beyond(10, 3); }
