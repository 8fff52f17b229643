// The user's code throws on one rank, which catches it, while the others exchange rows for a merge.
// ranks: 2 3 7
// env: BODO_JOIN=spread
// exit: not 0
// message: mismatch_left_exchange.cpp:...: merge
#include <bodo/bodo.h>

#include <cstdint>
#include <stdexcept>

std::int64_t checked(std::int64_t n) {
  if (n == 90'000) throw std::runtime_error("bad row");
  return n;
}

[[bodo::jit]] std::int64_t joined(std::int64_t n) {
  bodo::DataFrame left{{"id", bodo::arange(n)}};
  left["id"] = left["id"].map(checked);
  bodo::DataFrame right{{"id", bodo::arange(n)}, {"k", bodo::arange(n) % 5}};
  return left.merge(right, {.on = "id"})["k"].sum();
}

int main() {
  try {
    joined(100'000);
  } catch (const std::exception&) {
  }
  bodo::barrier();
}
