// TPC-DS Q44, the ten best and the ten worst items of a store: ./q44 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q44(const std::string& dir, const std::string& result) {
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));

  auto sales = store_sales[store_sales["ss_store_sk"] == 4];
  auto known = sales[sales["ss_addr_sk"].isna()]["ss_net_profit"].mean();
  auto means = sales.groupby("ss_item_sk").agg({{"profit", bodo::mean("ss_net_profit")}});
  auto items = means[means["profit"] > 0.9 * known];
  items["ascending"] = items["profit"].rank({.method = "min"});
  items["descending"] = items["profit"].rank({.method = "min", .ascending = false});

  auto names = item[{"i_item_sk", "i_product_name"}];
  auto best = items[items["ascending"] < 11]
                  .merge(names, {.left_on = "ss_item_sk", .right_on = "i_item_sk"})[{"ascending", "i_product_name"}]
                  .rename({{"ascending", "rnk"}, {"i_product_name", "best_performing"}});
  auto worst = items[items["descending"] < 11]
                   .merge(names, {.left_on = "ss_item_sk", .right_on = "i_item_sk"})[{"descending", "i_product_name"}]
                   .rename({{"descending", "rnk"}, {"i_product_name", "worst_performing"}});
  best.merge(worst, {.on = "rnk"})
      .sort_values({"rnk", "best_performing", "worst_performing"})
      .head(100)
      .to_parquet(result);
}

int main(int, char** argv) { q44(argv[1], argv[2]); }
