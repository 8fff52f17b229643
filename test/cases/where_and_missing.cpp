// between (both ends included), isin on literals (missing is not in), isna, notna, fillna and where; what where gives as a
// key, and as a part of a condition.
// rank 0 prints:
//         a  between   isin   isna  notna  filled  where
//   0     1    False   True  False   True       1     -1
//   1     2     True  False  False   True       2      2
//   2  <NA>     <NA>  False   True  False       0   <NA>
//   3     4     True   True  False   True       4      4
//   4     5    False  False  False   True       5     -5
//      a  key  n
//   0  1    0  1
//   1  2    2  1
//   2  4    4  1
//   3  5    0  1
//      a  between
//   3  4     True
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

  df["key"] = bodo::where(df["between"] || df["isna"], df["a"], 0);
  bodo::print(df.groupby({"a", "key"}, {.sort = true}).agg({{"n", bodo::size()}}));

  auto known = df[{"a", "between"}].dropna();
  bodo::print(known[bodo::where(known["between"], known["a"] > 0, known["a"] < 0) && known["a"] > 2]);
}

int main() { show(); }
