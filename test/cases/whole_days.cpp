// Whole days move dates as far as the calendar goes, by no way through nanoseconds.
// rank 0 prints:
//            back         ago       weeks       ahead        span        both
//   0  1720-03-14  1720-01-01  2318-12-25  2319-10-21  2319-10-21  2020-01-31
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f(int n, days span, weeks four) {
  bodo::DataFrame df{{"d", bodo::full(n, 2020y / January / 1)}};
  df["back"] = df["d"] - days(365 * 300);
  df["ago"] = df["d"] - years(300);
  df["weeks"] = df["d"] + weeks(52 * 300);
  df["ahead"] = days(365 * 300) + df["d"];
  df["span"] = df["d"] + span;
  df["both"] = df["d"] + four + days(2);
  bodo::print(df.drop({"d"}));
}

int main() { f(1, days(365 * 300), weeks(4)); }
