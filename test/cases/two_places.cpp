// Ranks that make the same calls in both branches of a condition, at different places; also where rows travel.
// every rank prints:
//   same
#include <bodo/bodo.h>

#include <cstdint>
#include <iostream>
#include <vector>

[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }

int main() {
  double sum = 0;
  int number = 0;
  const int mine = bodo::get_rank() + 3;
  const std::vector<std::int64_t> values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 7};
  std::vector<std::int64_t> part, all;
  if (bodo::get_rank() == 0) {
    bodo::barrier();
    sum = total(10);
    number = bodo::bcast(mine, 0);
    part = bodo::scatterv(values, 0);
    all = bodo::allgatherv(part);
  } else {
    bodo::barrier();
    sum = total(10);
    number = bodo::bcast(mine, 0);
    part = bodo::scatterv(values, 0);
    all = bodo::allgatherv(part);
  }
  // in one line
  number += bodo::get_rank() % 2 == 0 ? bodo::bcast(mine, 0) : bodo::bcast(mine, 0);
  bodo::barrier();
  if (sum == 45 && number == 6 && all == values) std::cout << "same\n";
}
