// Long conditions on columns that may be missing stay short, and mean what three-valued logic says.
// rank 0 prints:
//         k   any    all
//   0     1  True  False
//   1  <NA>  <NA>   <NA>
//   2    20  True  False
//   3    99  <NA>   <NA>
//   4     0  True  False
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void conditions() {
  bodo::DataFrame df{{"k", {1, std::nullopt, 20, 99, 0}}, {"x", {true, std::nullopt, true, std::nullopt, true}}};
  df = bodo::scatterv(df);
  auto k = df["k"];
  df["any"] = k == 1 || k == 2 || k == 3 || k == 4 || k == 5 || k == 6 || k == 7 || k == 8 || k == 9 || k == 10 ||
              k == 11 || k == 12 || k == 13 || k == 14 || k == 15 || k == 16 || k == 17 || k == 18 || k == 19 ||
              k == 20 || df["x"];
  df["all"] = k > 21 && k > 22 && k > 23 && k > 24 && k > 25 && k > 26 && k > 27 && k > 28 && k > 29 && k > 30 &&
              k > 31 && k > 32 && k > 33 && k > 34 && k > 35 && k > 36 && k > 37 && k > 38 && k > 39 && k > 40 &&
              df["x"];
  bodo::print(df[{"k", "any", "all"}]);
}

int main() { conditions(); }
