// Only a result of the groups is used: the keys are in the batch all the same.
// rank 0 prints:
//      n  groups
//   0  2       2
//   1  3       1
//   3
//      total
//   0      7
//   1      9
//   2     11
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame totals(bodo::DataFrame d) {
  bodo::expect(d, bodo::schema({{"k", bodo::int64}, {"x", bodo::int64}}));
  return d.groupby("k").agg({{"total", bodo::sum("x")}, {"n", bodo::size()}});
}

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"k", {100, 200, 100, 200, 300, 300, 300}}, {"x", {3, 4, 4, 7, 2, 3, 4}}};
  df = bodo::scatterv(df);
  auto all = totals(df);
  auto sizes = all.groupby("n").agg({{"groups", bodo::size()}});
  bodo::print(sizes.sort_values("n"));
  bodo::print(all.size());
  auto only = all[{"total"}];
  bodo::print(only.sort_values("total"));
}

int main() { show(); }
