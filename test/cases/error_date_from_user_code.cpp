// A time that the user's function gives, and no column holds.
// exit: not 0
// message: error_date_from_user_code.cpp:12: error: timestamp: this time is beyond what 64 bits of nanoseconds hold: ...
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  df["t"] = df["i"].map([](std::int64_t i) { return sys_seconds(seconds(i * 1'000'000'000)); });
  bodo::print(df);
}

int main() { f(100); }
