// A reduction's date that the variable's type does not hold: an error, which can be caught.
// rank 0 prints:
//   15: max: 9999-12-31 is beyond what the C++ type that takes it holds: std::chrono::sys_days holds all dates, 64 bits of nanoseconds those from 1677-09-22 to 2262-04-11
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <chrono>
#include <iostream>

using namespace std::chrono;

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  df["day"] = bodo::where(df["i"] < n - 1, 2024y / May / 1, 9999y / December / 31);
  const system_clock::time_point last = df["day"].max();
  bodo::print(last > system_clock::time_point());
}

int main() {
  try {
    f(100);
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) std::cout << e.line() << ": " << e.operation() << ": " << e.cause() << '\n';
  }
}
