// A group-by over no rows gives no groups, over one row one group; the order without .sort depends on the keys alone.
// rank 0 prints:
//   Empty DataFrame
//   Columns: [k, n]
//   Index: []
//      k  n
//   0  5  1
//   499500
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"k", bodo::arange(10)}};
  bodo::print(df[df["k"] > 10].groupby("k").agg({{"n", bodo::size()}}));
  bodo::print(df[df["k"] == 5].groupby("k").agg({{"n", bodo::size()}}));

  bodo::DataFrame many{{"k", bodo::arange(5000) % 1000}};
  auto groups = many.groupby("k").agg({{"n", bodo::size()}});
  bodo::print(groups[groups["n"] == 5]["k"].sum());
  groups.to_parquet("order");
}

int main() { show(); }
