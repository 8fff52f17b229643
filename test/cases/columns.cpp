// Columns are set, replaced, chosen, dropped, renamed and assigned; frames are values, so a copy is independent.
// rank 0 prints:
//      A  B  C
//   0  0  1  1
//   1  1  2  3
//   2  2  3  5
//      C    A
//   0  1  100
//   1  3  101
//   2  5  102
//      A  C
//   0  0  1
//   1  1  3
//   2  2  5
//      first  B  C
//   0      0  1  1
//   1      1  2  3
//   2      2  3  5
//      A  B   C  D
//   0  0  1  -1  2
//   1  1  2  -3  4
//   2  2  3  -5  6
#include <bodo/bodo.h>

[[bodo::jit]] void show(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df["B"] = df["A"] + 1;
  df["C"] = df["A"];
  df["C"] += df["B"];
  auto copy = df;
  copy["A"] += 100;
  bodo::print(df);
  bodo::print(copy[{"C", "A"}]);
  bodo::print(df.drop({"B"}));
  bodo::print(df.rename({{"A", "first"}}));
  bodo::print(df.assign({{"C", -df["C"]}, {"D", df["B"] * 2}}));
}

int main() { show(3); }
