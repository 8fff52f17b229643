// Groups whose partners are sorted by the groups' keys: among equal keys the partners' order shows, not the groups'. So
// groups need no order, and either side may be built.
#include <bodo/bodo.h>

[[bodo::jit]] void join() {
  auto items = bodo::read_parquet("items.parquet", bodo::like("sample/items.parquet"));
  auto orders = bodo::read_parquet("orders.parquet", bodo::like("sample/orders.parquet"));

  auto sums = items.groupby("item_order").agg({{"total", bodo::sum("price")}, {"items", bodo::size()}});
  auto large = sums[sums["total"] > 60];
  auto joined = large.merge(orders, {.left_on = "item_order", .right_on = "order"});
  joined.sort_values({"day", "order"}, {.ascending = {false, true}}).to_parquet("inner");
  joined.sort_values({"order"}).head(7).to_parquet("first");
  // the groups without a partner are equal in the partners' columns
  sums.merge(orders, {.left_on = "item_order", .right_on = "order", .how = "left"})
      .sort_values({"order", "item_order"})
      .to_parquet("left");
  orders.merge(sums, {.left_on = "order", .right_on = "item_order"}).sort_values("item_order").to_parquet("swapped");
  bodo::print(orders.merge(sums, {.left_on = "order", .right_on = "item_order", .how = "semi"})["number"].sum());
}

int main() { join(); }
