// Groups of joined rows by keys of the probed side, with values of this side, of the other one, and of both: rows have
// no match, one, or several.
#include <bodo/bodo.h>

[[bodo::jit]] void joined() {
  auto many = bodo::read_parquet("many.parquet");
  auto few = bodo::read_parquet("few.parquet");
  auto t = many.merge(few, {.on = "k"});
  t["both"] = t["x"] * t["y"];
  t.groupby("g").agg({{"x", bodo::sum("x")}}).sort_values("g").to_parquet("probed");
  t.groupby("g").agg({{"y", bodo::sum("y")}, {"known", bodo::count("y")}}).sort_values("g").to_parquet("built");
  t.groupby({"g", "h"})
      .agg({{"n", bodo::size()}, {"both", bodo::sum("both")}})
      .sort_values({"g", "h"})
      .to_parquet("both");

  auto all = many.merge(few, {.on = "k", .how = "left"});
  all.groupby("g")
      .agg({{"n", bodo::size()}, {"known", bodo::count("y")}, {"y", bodo::max("y")}})
      .sort_values("g")
      .to_parquet("left");
}

int main() { joined(); }
