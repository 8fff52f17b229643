// A date that the type of a function's parameter does not hold.
// exit: not 0
// message: error_date_in_user_code.cpp:14: error: date: 9999-12-31 is beyond what the C++ type that takes it holds: std::chrono::sys_days holds all dates, 64 bits of nanoseconds those from 1677-09-22 to 2262-04-11...
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  df["day"] = bodo::where(df["i"] < n - 1, 2024y / May / 1, 9999y / December / 31);
  // the last row's date has no nanoseconds
  df["noon"] = df["day"].map([](sys_time<nanoseconds> t) { return t + hours(12); });
  bodo::print(df);
}

int main() { f(100); }
