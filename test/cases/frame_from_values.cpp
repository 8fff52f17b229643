// A frame from braced lists of values: every kind of literal, and missing values.
// options: -Wno-bodo-no-parallelism
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
