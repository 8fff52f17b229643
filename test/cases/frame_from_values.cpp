// A frame from braced lists of values: every kind of literal, and missing values.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//        i    f      b     s          d                   t               u
//   0    1  2.5   True    ab 1998-09-02 2020-01-01 06:00:00 0 days 00:01:30
//   1 <NA> <NA>   <NA>  <NA>       <NA>                <NA>            <NA>
//   2   -3  0.0  False       1969-12-31 1969-12-31 23:59:59 1 days 00:00:00
#include <bodo/bodo.h>

#include <chrono>
#include <optional>

using namespace std::chrono;

[[bodo::jit]] void show() {
  bodo::DataFrame df{
      {"i", {1, std::nullopt, -3}},
      {"f", {2.5, std::nullopt, 0.0}},
      {"b", {true, std::nullopt, false}},
      {"s", {"ab", std::nullopt, ""}},
      {"d", {1998y / September / 2, std::nullopt, 1969y / December / 31}},
      {"t", {sys_days(2020y / January / 1) + hours(6), std::nullopt, sys_days(1970y / January / 1) - seconds(1)}},
      {"u", {seconds(90), std::nullopt, hours(24)}}};
  bodo::print(df);
}

int main() { show(); }
