// Every aggregate, by one key and by several; groups whose key is missing are dropped, and with .dropna = false kept.
// rank 0 prints:
//   8 groups
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void summarise() {
  auto df = bodo::read_parquet("rows.parquet");
  auto by_one = df.groupby("s", {.sort = true})
                    .agg({{"sum", bodo::sum("i")},
                          {"mean", bodo::mean("i")},
                          {"min", bodo::min("t")},
                          {"max", bodo::max("t")},
                          {"count", bodo::count("f")},
                          {"size", bodo::size()},
                          {"nunique", bodo::nunique("t")},
                          {"std", bodo::std("f")},
                          {"var", bodo::var("i")},
                          {"first", bodo::first("f")},
                          {"last", bodo::last("t")},
                          {"total", bodo::sum("m")}});
  by_one.to_parquet("by_one");
  auto by_all = df.groupby({"s", "k", "d", "b"}, {.sort = true, .dropna = false})
                    .agg({{"rows", bodo::size()}, {"least", bodo::min("f")}});
  by_all.to_parquet("by_all");
  df.groupby("k")["f"].sum().sort_values("k").to_parquet("by_column");
  const auto groups = df.groupby("s", {.dropna = false}).agg({{"n", bodo::size()}}).size();
  if (bodo::get_rank() == 0) fmt::print("{} groups\n", groups);
}

int main() { summarise(); }
