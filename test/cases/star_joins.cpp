// Facts joined with several tables that describe them, in one loop: build sides on every rank, spread over the ranks,
// and as many rows as the others; keys several times and missing, rows in order, values computed between the joins.
// rank 0 prints:
//   done
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdlib>
#include <string>

[[bodo::jit]] void star(const std::string& out) {
  auto facts = bodo::read_parquet("facts.parquet");
  auto items = bodo::read_parquet("items.parquet");
  auto days = bodo::read_parquet("days.parquet");
  auto shops = bodo::read_parquet("shops.parquet");
  auto some = days[days["month"] % 3 != 0];

  auto all = facts.merge(items, {.on = "item"}).merge(some, {.on = "day"}).merge(shops, {.on = "shop"});
  all.groupby({"name", "month", "city"}, {.dropna = false})
      .agg({{"rows", bodo::size()}, {"total", bodo::sum("value")}})
      .to_parquet(out + "_groups");
  all[{"n", "name", "month", "city", "value"}].to_parquet(out + "_rows");

  auto priced = facts.merge(items, {.on = "item"});
  priced["cost"] = priced["value"] * priced["price"];
  priced = priced[priced["cost"] > 100];
  priced = priced.merge(some, {.on = "day"});
  priced["cost"] = priced["cost"] + priced["month"];
  priced.merge(shops, {.on = "shop"}).groupby("city").agg({{"cost", bodo::sum("cost")}}).to_parquet(out + "_priced");

  facts.merge(items, {.on = "item", .how = "left"}).merge(some, {.on = "day"}).to_parquet(out + "_left");
  facts.merge(items, {.on = "item"}).merge(some, {.on = "day", .how = "semi"})[{"n", "name"}].to_parquet(out + "_semi");
  facts.merge(items, {.on = "item"})
      .merge(days, {.on = "day"})
      .merge(shops, {.on = "shop", .how = "anti"})
      .to_parquet(out + "_anti");
}

int main() {
  for (const char* way : {"measured", "spread", "broadcast", "turned"}) {
    if (std::string(way) != "measured") setenv("BODO_JOIN", way, 1);
    star(way);
  }
  if (bodo::get_rank() == 0) fmt::print("done\n");
}
