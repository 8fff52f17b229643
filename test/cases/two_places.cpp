// Ranks that make the same calls in both branches of a condition, at different places.
// every rank prints:
//   same
#include <bodo/bodo.h>

#include <iostream>

[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }

int main() {
  double sum = 0;
  int number = 0;
  const int mine = bodo::get_rank() + 3;
  if (bodo::get_rank() == 0) {
    bodo::barrier();
    sum = total(10);
    number = bodo::bcast(mine, 0);
  } else {
    bodo::barrier();
    sum = total(10);
    number = bodo::bcast(mine, 0);
  }
  // in one line
  number += bodo::get_rank() % 2 == 0 ? bodo::bcast(mine, 0) : bodo::bcast(mine, 0);
  bodo::barrier();
  if (sum == 45 && number == 6) std::cout << "same\n";
}
