// A function that may throw is called for each row, also for those that a join drops.
// exit: not 0
// message: error_dropped_row.cpp:17: ...too large
#include <bodo/bodo.h>

#include <cstdint>
#include <stdexcept>

std::int64_t checked(std::int64_t v) {
  if (v == 90) throw std::runtime_error("too large");
  return v;
}
std::int64_t key(std::int64_t v) { return v % 95; }

[[bodo::jit]] void show() {
  bodo::DataFrame few{{"k", {1, 2}}};
  bodo::DataFrame df{{"k", bodo::arange(100).map(key)}, {"b", bodo::arange(100).map(checked)}};
  bodo::print(df.merge(few, {.on = "k"})["b"].sum());
}

int main() { show(); }
