// Ranges of dates and times: up to an end, or so many; by days, weeks, months and parts of a day; from values that are known
// while compiling, or at run time, and from results of reductions.
// rank 0 prints:
//               d
//   0  2024-01-30
//   1  2024-01-31
//   2  2024-02-01
//               m  n
//   0  2024-01-31  0
//   1  2024-02-29  1
//   2  2024-03-31  2
//   3  2024-04-30  3
//                        t
//   0  2024-01-01 00:00:00
//   1  2024-01-01 06:00:00
//   2  2024-01-01 12:00:00
//   3  2024-01-01 18:00:00
//   4  2024-01-02 00:00:00
//   53
//   2024-12-30
//   0
//               q
//   0  2023-11-30
//   1  2024-02-29
//   2  2024-05-30
//                        s
//   0  2024-02-29 10:30:00
//   1  2024-03-29 10:30:00
//   6
//   3
//   366
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void show(int n, sys_days from) {
  bodo::DataFrame days{{"d", bodo::date_range("2024-01-30", "2024-02-01")}};
  bodo::print(days);
  bodo::DataFrame months{{"m", bodo::date_range(2024y / January / 31, n, "mo")}, {"n", bodo::arange(n)}};
  bodo::print(months);
  bodo::DataFrame times{{"t", bodo::date_range(from, from + hours(24), "6h")}};
  bodo::print(times);
  auto weeks = bodo::date_range(from, 2024y / December / 31, "w");
  bodo::print(weeks.size());
  bodo::print(weeks.max());
  bodo::print(bodo::date_range(from, 2023y / December / 31).size());
  bodo::DataFrame quarters{{"q", bodo::date_range(2023y / November / 30, 2024y / June / 1, "q")}};
  bodo::print(quarters);
  bodo::DataFrame clipped{{"s", bodo::date_range("2024-02-29 10:30:00", "2024-04-29 10:29:59", "mo")}};
  bodo::print(clipped);
  auto found = days["d"];
  bodo::print(bodo::date_range(found.min(), found.max(), "12h").size() + 1);
  bodo::print(bodo::date_range(found.min(), found.max()).size());
  bodo::print(bodo::date_range(2024y / January / 1, 2024y / December / 31).size());
}

int main() { show(4, 2024y / January / 1); }
