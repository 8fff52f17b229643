// More ranks than a machine has cores.
// ranks: 64
// prints:
//         k         sum   n
//   0   578  24732675.0  99
//   1  8497  24732724.5  99
//   2  6409  24732774.0  99
//   1000000 499999.5 10007
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void all_to_all(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n) * 7919 % 10007}, {"v", bodo::arange(n) * 0.5}};
  auto groups = df.groupby("k").agg({{"sum", bodo::sum("v")}, {"n", bodo::size()}});
  bodo::print(groups.sort_values({"n", "sum"}).head(3));
  auto joined = df.merge(groups, {.on = "k"}).sort_values({"v"});
  joined["next"] = joined["v"].shift(-1) - joined["v"];
  const long rows = joined.size(), keys = joined["k"].nunique();
  const double steps = joined["next"].sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", rows, steps, keys);
}

int main() { all_to_all(1'000'000); }
