// A parallel loop reads an element in a column that the array does not have.
// exit: not 0
// message: error_loop_column.cpp:9: ...the loop uses x(4, 3), but 'x' has 10 rows of 3 elements
#include <bodo/bodo.h>

[[bodo::jit]] double beyond(std::int64_t n, std::int64_t m) {
  bodo::Array<double, 2> x = bodo::zeros(n, m);
  double sum = 0;
  for (auto i : bodo::prange(n)) sum += x(i, i == 4 ? m : 0);
  return sum;
}

int main() { beyond(10, 3); }
