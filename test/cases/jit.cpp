// One function, compiled once per combination of argument types.
// On one rank it prints 1 2 3, then 2 3 4, then 2.2 3.2 4.2, each as column A of a frame with index 0 1 2.
// every rank prints:
//      A
//   0  1
//   1  2
//   2  3
//      A
//   0  2
//   1  3
//   2  4
//        A
//   0  2.2
//   1  3.2
//   2  4.2
#include <bodo/bodo.h>
#include <iostream>

[[bodo::jit]] auto f(auto n, auto a) {
  bodo::DataFrame df{{"A", bodo::arange(n) + a}};
  return df.head(3);
}

int main() {
  std::cout << f(8, 1)     // compiled for (int, int)
            << f(8, 2)     // the same types: reused
            << f(8, 2.2);  // compiled for (int, double)
}
