// Arrays of equal size and different shapes are added.
// exit: not 0
// message: error_matrix_shapes.cpp:7: ...arrays of 4 x 3 and of 3 x 4 elements cannot be combined
#include <bodo/bodo.h>

[[bodo::jit]] double add(std::int64_t n, std::int64_t m) {
  const bodo::Array<double, 2> x = bodo::ones(n, m) + bodo::ones(m, n);
  return x.sum();
}

int main() { add(4, 3); }
