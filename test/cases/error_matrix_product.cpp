// A product of arrays whose shapes do not fit.
// exit: not 0
// message: error_matrix_product.cpp:8: ...arrays of 4 x 3 and 4 x 2 elements have no product: the rows of the first are as long as the columns of the second
#include <bodo/bodo.h>

[[bodo::jit]] double multiply(std::int64_t n) {
  const bodo::Array<double, 2> x = bodo::ones(n, 3), y = bodo::ones(n, 2);
  const bodo::Array<double, 2> z = x.matmul(y);
  return z.sum();
}

int main() { multiply(4); }
