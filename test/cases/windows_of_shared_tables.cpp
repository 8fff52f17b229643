// Frames that are computed alike share a table, which has the names of the first one: windows of the others have theirs.
// rank 0 prints:
//      k  u  v
//   0  1  5  3
//   1  2  9  7
//      k  v  w   u     q   r
//   0  1  5  3   5  <NA>   5
//   1  2  9  7  14     5  14
//      k  i  cs
//   0  1  5   5
//   1  2  9  14
//      k  i
//   0  1  3
//      K  i  sum
//   0  1  3    1
//   1  1  5    2
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"k", {1, 2, 1, 2}}, {"i", {3, 9, 5, 7}}};
  df = bodo::scatterv(df);
  auto first = df.groupby("k", {.sort = true}).agg({{"u", bodo::max("i")}, {"v", bodo::min("i")}});
  auto second = df.groupby("k", {.sort = true}).agg({{"v", bodo::max("i")}, {"w", bodo::min("i")}});
  bodo::print(first);
  second["u"] = second["v"].cumsum();
  second["q"] = second["u"].shift(1);
  second["r"] = second["v"].cumsum();
  bodo::print(second);

  auto third = df.groupby("k", {.sort = true}).agg({{"i", bodo::max("i")}});
  third["cs"] = third["i"].cumsum();
  bodo::print(third);

  auto sorted = df.sort_values({"k", "i"});
  auto renamed = df.rename({{"k", "K"}}).sort_values({"K", "i"});
  bodo::print(sorted.head(1));
  renamed["sum"] = renamed["K"].cumsum();
  bodo::print(renamed.head(2));
}

int main() { show(); }
