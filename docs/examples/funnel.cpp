// How many users view, then put something into the cart, then pay, in this order.
#include <bodo/bodo.h>

[[bodo::jit]] void funnel() {
  auto events = bodo::read_parquet("events.parquet");
  auto viewed = events[events["action"] == "view"].groupby("user").agg({{"viewed", bodo::min("time")}});
  auto carts = events[events["action"] == "cart"].merge(viewed, {.on = "user"});
  auto carted = carts[carts["time"] > carts["viewed"]].groupby("user").agg({{"carted", bodo::min("time")}});
  auto pays = events[events["action"] == "pay"].merge(carted, {.on = "user"});
  auto paid = pays[pays["time"] > pays["carted"]].groupby("user").agg({{"paid", bodo::min("time")}});
  bodo::DataFrame steps{{"step", {"view", "cart", "pay"}}, {"users", {viewed.size(), carted.size(), paid.size()}}};
  steps["of all"] = bodo::round(steps["users"] / viewed.size(), 3);
  bodo::print(steps);
  auto all = viewed.merge(carted, {.on = "user", .how = "left"}).merge(paid, {.on = "user", .how = "left"});
  auto took = all["paid"] - all["viewed"];
  bodo::print(took.dt().total_seconds().mean());
  bodo::print(took.dt().total_seconds().median());
}

int main() { funnel(); }
