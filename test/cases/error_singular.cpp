// A system of equations without one solution.
// exit: not 0
// message: error_singular.cpp:8: ...the rows of an array of 3 x 3 depend on each other: there is no one solution
#include <bodo/bodo.h>

[[bodo::jit]] double solved(std::int64_t n) {
  const bodo::Array<double, 2> x = bodo::ones(n, n);
  const bodo::Array<double> z = x.solve(bodo::arange(n));
  return z.sum();
}

int main() { solved(3); }
