// An exception in user code on one rank ends all of them, with its text and the statement's line.
// exit: not 0
// message: error_in_user_code.cpp:16: ...too large
#include <bodo/bodo.h>

#include <cstdint>
#include <stdexcept>

std::int64_t checked(std::int64_t v) {
  if (v == 90) throw std::runtime_error("too large");
  return v;
}

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"a", bodo::arange(100)}};
  df["b"] = df["a"].map(checked);
  bodo::print(df["b"].sum());
}

int main() { show(); }
