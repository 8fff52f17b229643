// Recency, frequency and monetary value of customers, in quartiles, and segments of them.
#include <bodo/bodo.h>

[[bodo::jit]] void rfm() {
  auto orders = bodo::read_parquet("orders.parquet");
  const auto now = orders["time"].max();
  auto customers =
      orders.groupby("customer")
          .agg(
              {{"last", bodo::max("time")}, {"frequency", bodo::count("order_id")}, {"monetary", bodo::sum("amount")}});
  customers["recency"] = (now - customers["last"]).dt().days();
  customers["r"] = bodo::qcut(customers["recency"], 4, {.labels = {"4", "3", "2", "1"}});
  customers["f"] = bodo::qcut(customers["frequency"], 4) + 1;
  customers["m"] = bodo::qcut(customers["monetary"], 4) + 1;
  customers["score"] = customers["r"].astype("int64") + customers["f"] + customers["m"];
  customers["segment"] = bodo::cut(customers["score"], {0, 5, 9, 12}, {.labels = {"at risk", "regular", "best"}});
  bodo::print(customers.groupby("segment", {.sort = true})
                  .agg({{"customers", bodo::size()}, {"spent", bodo::mean("monetary")}}));
  bodo::print(customers.nlargest(5, "monetary")[{"customer", "recency", "frequency", "monetary", "score"}]);
}

int main() { rfm(); }
