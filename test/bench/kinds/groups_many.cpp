// Nearly as many groups as rows, and the largest: ./groups_many DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void groups_many(const std::string& dir, const std::string& result) {
  auto facts = bodo::read_parquet(dir + "/facts.parquet", bodo::like("data/kinds/facts.parquet"));

  facts.groupby({"customer_id", "product_id"})
      .agg({{"quantity", bodo::sum("quantity")}, {"price", bodo::max("price")}})
      .sort_values({"quantity", "price", "customer_id"}, {.ascending = {false, false, true}})
      .head(100)
      .to_parquet(result);
}

int main(int, char** argv) { groups_many(argv[1], argv[2]); }
