// Windows of time of rows that are not sorted by their times.
// exit: not 0
// message: error_unsorted_times.cpp:13: error: sum: 't' is not sorted: windows of time need ascending times, ...
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void f() {
  bodo::DataFrame df{{"t", {1998y / May / 1, 1998y / May / 3, 1998y / May / 2}}, {"x", {1, 2, 3}}};
  df = bodo::scatterv(df);
  df["x"] = df.rolling("2d", {.on = "t"})["x"].sum();
  bodo::print(df);
}

int main() { f(); }
