// An array of which each rank would need all elements, and which has too many.
// exit: not 0
// message: error_loop_whole.cpp:9: ...the loop reads any elements of 'x', so every rank needs all of them, and these are 1048577 (at most 1048576): read x[i + k] with a constant k, or merge frames by a key
#include <bodo/bodo.h>

[[bodo::jit]] void show(int n) {
  bodo::Array<double> x = bodo::ones(n);
  double sum = 0;
  for (auto i : bodo::prange(n)) sum += x[n - 1 - i];
  bodo::print(sum);
}

int main() { show((1 << 20) + 1); }
