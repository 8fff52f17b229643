// Facts joined to four dimensions, two of them filtered after the joins: ./star_facts DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void star_facts(const std::string& dir, const std::string& result) {
  auto facts = bodo::read_parquet(dir + "/facts.parquet", bodo::like("data/kinds/facts.parquet"));
  auto customers = bodo::read_parquet(dir + "/customers.parquet", bodo::like("data/kinds/customers.parquet"));
  auto products = bodo::read_parquet(dir + "/products.parquet", bodo::like("data/kinds/products.parquet"));
  auto stores = bodo::read_parquet(dir + "/stores.parquet", bodo::like("data/kinds/stores.parquet"));
  auto days = bodo::read_parquet(dir + "/days.parquet", bodo::like("data/kinds/days.parquet"));

  auto sales = facts.merge(customers, {.on = "customer_id"})
                   .merge(products, {.on = "product_id"})
                   .merge(stores, {.on = "store_id"})
                   .merge(days, {.on = "day_id"});
  sales = sales[(sales["segment"] == "green") && (sales["year"] == 2025)];
  sales["revenue"] = sales["quantity"] * sales["price"];
  sales.groupby({"category", "city"})
      .agg({{"revenue", bodo::sum("revenue")}, {"sales", bodo::size()}})
      .to_parquet(result);
}

int main(int, char** argv) { star_facts(argv[1], argv[2]); }
