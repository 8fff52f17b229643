// A file that calls get_rank() gets no warning about prints.
// expected-no-diagnostics
#include <bodo/bodo.h>

#include <iostream>

[[bodo::jit]] bodo::Scalar total(int rows) { return bodo::DataFrame{{"A", bodo::arange(rows)}}["A"].sum(); }

void show(const bodo::Scalar& value) { std::cout << value << '\n'; }

int main() {
  const bodo::Scalar sum = total(3);
  if (bodo::get_rank() == 0) show(sum);
}
