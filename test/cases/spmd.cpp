// mpirun -n 4: every rank runs main, and prints the two rows of df that it holds, with their global index:
// rank 0 has index 0 1 (A: 1 2), rank 1 has 2 3 (3 4), rank 2 has 4 5 (5 6), rank 3 has 6 7 (7 8).
// rank 0 of 1 prints:
//      A
//   0  1
//   1  2
//   2  3
//   3  4
//   4  5
//   5  6
//   6  7
//   7  8
// rank 0 of 4 prints:
//      A
//   0  1
//   1  2
// rank 1 of 4 prints:
//      A
//   2  3
//   3  4
// rank 2 of 4 prints:
//      A
//   4  5
//   5  6
// rank 3 of 4 prints:
//      A
//   6  7
//   7  8
// rank 0 of 7 prints:
//      A
//   0  1
//   1  2
// rank 1 of 7 prints:
//      A
//   2  3
// rank 2 of 7 prints:
//      A
//   3  4
// rank 3 of 7 prints:
//      A
//   4  5
// rank 4 of 7 prints:
//      A
//   5  6
// rank 5 of 7 prints:
//      A
//   6  7
// rank 6 of 7 prints:
//      A
//   7  8
#include <bodo/bodo.h>
#include <iostream>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame f(int n, int a) {
  bodo::DataFrame df{{"A", bodo::arange(n) + a}};
  return df;
}

int main() { std::cout << f(8, 1); }
