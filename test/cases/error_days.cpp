// Days that move a time beyond what nanoseconds hold are an error at their line.
// exit: not 0
// message: error_days.cpp:12: error: days: 109500 days is beyond what 64 bits of nanoseconds hold: ...
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n, days span) {
  bodo::DataFrame df{{"t", bodo::full(n, sys_days(2020y / January / 1) + hours(1))}};
  df["a"] = df["t"] + span;
  bodo::print(df);
}

int main() { f(2, days(365 * 300)); }
