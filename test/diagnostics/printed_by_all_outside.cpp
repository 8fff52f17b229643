// Every rank prints to std::cout, in ordinary code too.
#include <bodo/bodo.h>

#include <iostream>

[[bodo::jit]] bodo::Scalar total(int rows) { return bodo::DataFrame{{"A", bodo::arange(rows)}}["A"].sum(); }

int main() {
  const bodo::Scalar sum = total(3);
  // expected-warning:31@+2 {{every rank prints this value}}
  // expected-note@+1 {{bodo::print shows it once: bodo::print(fmt::format("sum {}", s.sum()))}}
  std::cout << "the sum: " << sum << '\n';
  std::cerr << sum << '\n';
  bodo::print(sum);
}
