// A signal that ends a rank names the statement at work.
// ranks: 1 2 3
// exit: not 0
// message: signal_in_user_code.cpp:19: error: map: signal SIGABRT (aborted)
#include <bodo/bodo.h>

#include <csignal>
#include <cstdint>

namespace {

std::int64_t checked(std::int64_t v) {
  if (v == 90) std::raise(SIGABRT);
  return v;
}

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"a", bodo::arange(100)}};
  df["b"] = df["a"].map(checked);
  bodo::print(df["b"].sum());
}

}  // namespace

int main() { show(); }
