// between (both ends included), isin on literals (missing is not in), isna, notna, fillna and where.
// rank 0 prints:
//         a  between   isin   isna  notna  filled  where
//   0     1    False   True  False   True       1     -1
//   1     2     True  False  False   True       2      2
//   2  <NA>     <NA>  False   True  False       0   <NA>
//   3     4     True   True  False   True       4      4
//   4     5    False  False  False   True       5     -5
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"a", {1, 2, std::nullopt, 4, 5}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  df["between"] = df["a"].between(2, 4);
  df["isin"] = df["a"].isin({4, 1, 7});
  df["isna"] = df["a"].isna();
  df["notna"] = df["a"].notna();
  df["filled"] = df["a"].fillna(0);
  df["where"] = bodo::where(df["between"], df["a"], -df["a"]);
  bodo::print(df);
}

int main() { show(); }
