// Every rank prints to std::cout.
#include <bodo/bodo.h>

#include <iostream>

[[bodo::jit]] void f(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}};
  // expected-warning:16@+2 {{every rank prints this value}}
  // expected-note@+1 {{bodo::print shows it once: bodo::print(fmt::format("sum {}", s.sum()))}}
  std::cout << df["A"].sum() << '\n';
  std::cerr << df["A"].max() << '\n';
}

[[bodo::jit]] void g(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}};
  const auto total = df["A"].sum();
  if (bodo::get_rank() == 0) std::cout << total << '\n';
}

int main() { f(3), g(3); }
