// The remainder of a reduction's result by 0 ends the program with its place.
// exit: not 0
// message: error_scalar_remainder.cpp:8: error: %: a division by zero has no remainder
#include <bodo/bodo.h>

[[bodo::jit]] static std::int64_t remainder(int divisor) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  return df["a"].sum() % divisor;
}

int main() { bodo::print(remainder(bodo::get_size() - bodo::get_size())); }
