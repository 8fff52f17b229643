// The user's code throws on every rank while rows are about to be exchanged; the program catches that and continues.
// env: BODO_JOIN=spread
// rank 0 prints:
//   caught
//   45
//   caught
//   45
#include <bodo/bodo.h>

#include <cstdint>
#include <stdexcept>

std::int64_t none(std::int64_t) { throw std::runtime_error("bad row"); }

[[bodo::jit]] std::int64_t joined(std::int64_t n) {
  bodo::DataFrame left{{"id", bodo::arange(n)}};
  left["id"] = left["id"].map(none);
  bodo::DataFrame right{{"id", bodo::arange(n)}, {"k", bodo::arange(n) % 5}};
  return left.merge(right, {.on = "id"})["k"].sum();
}

[[bodo::jit]] std::int64_t sorted(std::int64_t n) {
  bodo::DataFrame df{{"id", bodo::arange(n)}};
  return df.sort_values("id", {.ascending = false})["id"].sum();
}

int main() {
  for (int round = 0; round < 2; ++round) {
    try {
      joined(1000);
    } catch (const std::exception&) {
      bodo::print("caught");
    }
    bodo::print(sorted(10));
  }
}
