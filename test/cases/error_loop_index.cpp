// A parallel loop adds to an element that the array does not have.
// exit: not 0
// message: error_loop_index.cpp:9: ...the loop uses counts[3], but 'counts' has 3 elements
#include <bodo/bodo.h>

[[bodo::jit]] void show(int n) {
  bodo::Array<std::int64_t> counts = bodo::zeros(3);
  // of the last iterations, on the last rank
  for (auto i : bodo::prange(n)) ++counts[i * 4 / n];
  bodo::print(counts.sum());
}

int main() { show(10); }
