// A duration of the user's that nanoseconds do not hold is an error at its own line.
// exit: not 0
// message: error_duration.cpp:14: error: duration: this duration is beyond what 64 bits of nanoseconds hold: ...
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n, hours span) {
  bodo::DataFrame df{{"p", bodo::full(n, hours(1))}};
  df["a"] = df["p"] + hours(24);

  df["b"] = df["p"] + span;
  bodo::print(df);
}

int main() { f(2, hours(24 * 365 * 300)); }
