// TPC-DS Q63, managers whose months differ from their mean: ./q63 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q63(const std::string& dir, const std::string& result) {
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));
  auto store = bodo::read_parquet(dir + "/store.parquet", bodo::like("data/tpcds/store.parquet"));

  auto some =
      item[(item["i_category"].isin({"Books", "Children", "Electronics"}) &&
            item["i_class"].isin({"personal", "portable", "reference", "self-help"}) &&
            item["i_brand"].isin(
                {"scholaramalgamalg #14", "scholaramalgamalg #7", "exportiunivamalg #9", "scholaramalgamalg #9"})) ||
           (item["i_category"].isin({"Women", "Music", "Men"}) &&
            item["i_class"].isin({"accessories", "classical", "fragrances", "pants"}) &&
            item["i_brand"].isin({"amalgimporto #1", "edu packscholar #1", "exportiimporto #1", "importoamalg #1"}))];
  auto days = date_dim[date_dim["d_month_seq"].between(1200, 1211)];
  auto sales = store_sales.dropna({"ss_sales_price"})
                   .merge(some, {.left_on = "ss_item_sk", .right_on = "i_item_sk"})
                   .merge(days, {.left_on = "ss_sold_date_sk", .right_on = "d_date_sk"})
                   .merge(store, {.left_on = "ss_store_sk", .right_on = "s_store_sk"});
  auto t =
      sales.groupby({"i_manager_id", "d_moy"}, {.dropna = false}).agg({{"sum_sales", bodo::sum("ss_sales_price")}});
  t["avg_monthly_sales"] = t.groupby("i_manager_id", {.dropna = false}).transform(bodo::mean("sum_sales"));

  t[t["avg_monthly_sales"] > 0 && (t["sum_sales"] - t["avg_monthly_sales"]).abs() / t["avg_monthly_sales"] > 0.1]
   [{"i_manager_id", "sum_sales", "avg_monthly_sales"}]
       .sort_values({"i_manager_id", "avg_monthly_sales", "sum_sales"})
       .head(100)
       .to_parquet(result);
}

int main(int, char** argv) { q63(argv[1], argv[2]); }
