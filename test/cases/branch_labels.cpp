// Rows that branches pass on have labels in all branches or in none, whether or not labels are used elsewhere.
// rank 0 prints:
//       k  s
//   4   8  b
//   5  10  a
//   21
//   a
//   60
//   b
//       k  s
//   4   8  b
//   5  10  a
//   42
//   a
//   120
//   b
#include <bodo/bodo.h>

[[bodo::jit]] void show(int n, int least) {
  bodo::DataFrame df{{"k", bodo::arange(n) * 2}};
  df["s"] = bodo::where(df["k"] % 4 == 2, "a", "b");
  bodo::print(df.tail(2));
  if (df.size() > least) {
    df = bodo::concat({df, bodo::allgatherv(df)});
  }
  auto beside = bodo::scatterv(bodo::allgatherv(df));
  auto odd = df[beside["k"] % 4 == 2];
  bodo::print(odd["k"].sum() + odd.size());
  bodo::print(odd["s"].min());
  auto both = bodo::concat({df, df});
  bodo::print(both["k"].sum());
  bodo::print(both["s"].max());
}

int main() {
  show(6, 100);
  show(6, 1);
}
