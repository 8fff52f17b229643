// Decimals as keys whose range grows, batch by batch, to nearly 64 bits and beyond: first upwards from 0, then below it.
// rank 0 prints:
//   30000 different
//   30000 groups, 30000 in all
//      g      v
//   0  0  10000
//   1  1  10000
//   2  2  10000
#include <bodo/bodo.h>

#include <fmt/core.h>

[[bodo::jit]] void count() {
  auto df = bodo::read_parquet("d.parquet");
  bodo::print(fmt::format("{} different", df["v"].nunique()));
  auto groups = df.groupby("v").agg({{"n", bodo::size()}});
  bodo::print(fmt::format("{} groups, {} in all", groups.size(), groups["n"].sum()));
  bodo::print(df.groupby("g", {.sort = true}).agg({{"v", bodo::nunique("v")}}));
}

int main() { count(); }
