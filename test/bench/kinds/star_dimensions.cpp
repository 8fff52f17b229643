// Four dimensions, two of them filtered, joined to the facts: ./star_dimensions DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void star_dimensions(const std::string& dir, const std::string& result) {
  auto facts = bodo::read_parquet(dir + "/facts.parquet", bodo::like("data/kinds/facts.parquet"));
  auto customers = bodo::read_parquet(dir + "/customers.parquet", bodo::like("data/kinds/customers.parquet"));
  auto products = bodo::read_parquet(dir + "/products.parquet", bodo::like("data/kinds/products.parquet"));
  auto stores = bodo::read_parquet(dir + "/stores.parquet", bodo::like("data/kinds/stores.parquet"));
  auto days = bodo::read_parquet(dir + "/days.parquet", bodo::like("data/kinds/days.parquet"));

  auto sales = days[days["year"] == 2025]
                   .merge(facts, {.on = "day_id"})
                   .merge(customers[customers["segment"] == "green"], {.on = "customer_id"})
                   .merge(products, {.on = "product_id"})
                   .merge(stores, {.on = "store_id"});
  sales["revenue"] = sales["quantity"] * sales["price"];
  sales.groupby({"category", "city"})
      .agg({{"revenue", bodo::sum("revenue")}, {"sales", bodo::size()}})
      .to_parquet(result);
}

int main(int, char** argv) { star_dimensions(argv[1], argv[2]); }
