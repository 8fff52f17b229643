// Filters, head, tail and slice keep the rows' labels; rows stay where they are, some ranks have none.
// rank 0 prints:
//       A
//   4  16
//   5  25
//   6  36
//   7  49
//   8  64
//   9  81
//       A
//   4  16
//   5  25
//       A
//   8  64
//   9  81
//       A
//   6  36
//      A
//   1  1
//   3  9
//   Empty DataFrame
//   Columns: [A]
//   Index: []
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  df["A"] = df["A"] * df["A"];
  auto large = df[df["A"] > 9];
  bodo::print(large);
  bodo::print(large.head(2));
  bodo::print(large.tail(2));
  bodo::print(large.slice(2, 3));
  auto mask = df["A"] % 2 == 1 && df["A"] < 20;
  bodo::print(df[mask]);
  bodo::print(df[df["A"] < 0]);
}

int main() { show(); }
