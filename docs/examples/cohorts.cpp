// Retention: for customers by the month of their first order, how many come back in later months.
#include <bodo/bodo.h>

[[bodo::jit]] void cohorts() {
  auto orders = bodo::read_parquet("orders.parquet");
  orders["month"] = orders["time"].dt().floor("mo").dt().date();
  orders["cohort"] = orders.groupby("customer").transform(bodo::min("month"));
  orders["age"] = (orders["month"].dt().year() - orders["cohort"].dt().year()) * 12 + orders["month"].dt().month() -
                  orders["cohort"].dt().month();
  auto active = orders[orders["age"] < 4].drop_duplicates({"customer", "age"});
  auto table =
      active.pivot_table({.values = "customer", .index = "cohort", .columns = "age", .aggfunc = "count"}, {0, 1, 2, 3});
  bodo::print(table.fillna(0));
}

int main() { cohorts(); }
