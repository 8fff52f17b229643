// Arithmetic on single dates, times and durations: results of reductions with each other, with the user's <chrono>
// values, months of the calendar, and dates beyond the years that nanoseconds hold.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   9 days 00:00:00.000000001
//   2024-01-11 00:00:00.000000001
//   2024-02-29 00:00:00
//   9 days 12:00:00
//   2024-01-30
//   2024-02-29
//   2024-01-31 06:00:00
//   30 days 00:00:00
//   2.5
//   4 days 12:00:00
//   2024-01-05 12:00:00
//   2023-01-31
//   5
//   2
//   2023-12-31 23:00:00
//   True
//   2024-01-31 02:59:00
//   3652058
#include <bodo/bodo.h>
#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void arithmetic(hours shift) {
  bodo::DataFrame df{{"t",
                      {sys_days{2024y / January / 1}, sys_days{2024y / January / 10} + nanoseconds{1},
                       sys_days{2024y / January / 31}}},
                     {"d", {2024y / January / 1, 2024y / January / 2, 2024y / January / 31}},
                     {"x", {1, 2, 3}}};
  auto few = df[df["x"] < 3];
  auto took = few["t"].max() - few["t"].min();
  bodo::print(took);
  bodo::print(few["t"].max() + days(1));
  bodo::print(df["t"].max() + months(1));
  bodo::print(took + shift - nanoseconds(1));
  bodo::print(df["d"].max() - days(1));
  bodo::print(df["d"].max() + months(1));
  bodo::print(df["d"].max() + 6h);
  bodo::print(df["d"].max() - df["d"].min());
  bodo::print((df["d"].max() - df["d"].min()) / shift / 24);
  bodo::print((took - nanoseconds(1)) * 1 - shift * 9);
  auto middle = df["t"].min() + (took - nanoseconds(1)) * 1 - shift * 9;
  bodo::print(middle);
  bodo::print(df["d"].max() - years(1));
  bodo::print(df[df["t"] < df["t"].max() - days(1)].size() + 3);
  df["left"] = df["t"].max() - df["t"];
  bodo::print((df["left"] < days(30)).sum());
  bodo::print(df["t"].min() - 1h);
  bodo::print(df["t"].max() - df["t"].min() > days(29));
  bodo::Scalar moving = df["t"].max();
  moving += hours(3);
  moving = moving - minutes(1);
  bodo::print(moving);
}

[[bodo::jit]] std::int64_t far() {
  bodo::DataFrame df{{"d", {1y / January / 1, 9999y / December / 31}}};
  auto last = df["d"].max(), first = df["d"].min();
  const sys_days a = last, b = first;
  return (a - b).count();
}

int main() {
  arithmetic(12h);
  bodo::print(far());
}
