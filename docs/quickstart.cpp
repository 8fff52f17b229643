// Sales by region, from a Parquet file: the program that tools/quickstart compiles and runs on four ranks.
#include <bodo/bodo.h>

#include <iostream>

[[bodo::jit]] bodo::DataFrame revenue_by_region() {
  auto sales = bodo::read_parquet("sales.parquet");  // its schema is read while compiling
  sales["revenue"] = sales["price"] * sales["quantity"];
  auto large = sales[sales["quantity"] >= 10];
  return large.groupby("region")
      .agg({{"sales", bodo::size()}, {"revenue", bodo::sum("revenue")}, {"dearest", bodo::max("price")}})
      .sort_values("revenue", {.ascending = false});
}

int main() {
  const auto result = revenue_by_region();
  if (bodo::get_rank() == 0) std::cout << result;
}
