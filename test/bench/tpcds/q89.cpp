// TPC-DS Q89, months that differ from a brand's mean in a store: ./q89 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q89(const std::string& dir, const std::string& result) {
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));
  auto store = bodo::read_parquet(dir + "/store.parquet", bodo::like("data/tpcds/store.parquet"));

  auto some = item[(item["i_category"].isin({"Books", "Electronics", "Sports"}) &&
                    item["i_class"].isin({"computers", "stereo", "football"})) ||
                   (item["i_category"].isin({"Men", "Jewelry", "Women"}) &&
                    item["i_class"].isin({"shirts", "birdal", "dresses"}))];
  auto days = date_dim[date_dim["d_year"] == 1999];
  auto sales = store_sales.dropna({"ss_sales_price"})
                   .merge(some, {.left_on = "ss_item_sk", .right_on = "i_item_sk"})
                   .merge(days, {.left_on = "ss_sold_date_sk", .right_on = "d_date_sk"})
                   .merge(store, {.left_on = "ss_store_sk", .right_on = "s_store_sk"});
  auto t =
      sales.groupby({"i_category", "i_class", "i_brand", "s_store_name", "s_company_name", "d_moy"}, {.dropna = false})
          .agg({{"sum_sales", bodo::sum("ss_sales_price")}});
  t["avg_monthly_sales"] = t.groupby({"i_category", "i_brand", "s_store_name", "s_company_name"}, {.dropna = false})
                               .transform(bodo::mean("sum_sales"));
  t["difference"] = t["sum_sales"] - t["avg_monthly_sales"];

  t[t["avg_monthly_sales"] != 0 && t["difference"].abs() / t["avg_monthly_sales"] > 0.1]
      .sort_values({"difference", "s_store_name", "i_category", "i_class", "i_brand", "s_company_name", "d_moy"})
      .drop({"difference"})
      .head(100)
      .to_parquet(result);
}

int main(int, char** argv) { q89(argv[1], argv[2]); }
