// TPC-DS Q47, months that differ from a brand's mean in a store, with the months before and after: ./q47 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q47(const std::string& dir, const std::string& result) {
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));
  auto store = bodo::read_parquet(dir + "/store.parquet", bodo::like("data/tpcds/store.parquet"));

  auto days = date_dim[date_dim["d_year"] == 1999 || (date_dim["d_year"] == 1998 && date_dim["d_moy"] == 12) ||
                       (date_dim["d_year"] == 2000 && date_dim["d_moy"] == 1)];
  auto months = store_sales.merge(item, {.left_on = "ss_item_sk", .right_on = "i_item_sk"})
                    .merge(days, {.left_on = "ss_sold_date_sk", .right_on = "d_date_sk"})
                    .merge(store, {.left_on = "ss_store_sk", .right_on = "s_store_sk"})
                    .groupby({"i_category", "i_brand", "s_store_name", "s_company_name", "d_year", "d_moy"})
                    .agg({{"sum_sales", bodo::sum("ss_sales_price")}, {"known", bodo::count("ss_sales_price")}})
                    .sort_values({"d_year", "d_moy"});
  // in SQL the sum of nothing is missing
  months["sum_sales"] = bodo::where(months["known"] > 0, months["sum_sales"], std::nullopt);
  months["avg_monthly_sales"] = months.groupby({"i_category", "i_brand", "s_store_name", "s_company_name", "d_year"})
                                    .transform(bodo::mean("sum_sales"));
  auto brands = months.groupby({"i_category", "i_brand", "s_store_name", "s_company_name"});
  months["number"] = brands.row_number();
  months["months"] = brands.transform(bodo::size());
  months["psum"] = brands["sum_sales"].shift(1);
  months["nsum"] = brands["sum_sales"].shift(-1);

  auto v2 = months[months["number"] > 1 && months["number"] < months["months"]];
  v2["difference"] = v2["sum_sales"] - v2["avg_monthly_sales"];
  v2[v2["d_year"] == 1999 && v2["avg_monthly_sales"] > 0 && v2["difference"].abs() / v2["avg_monthly_sales"] > 0.1]
      .sort_values({"difference", "i_category", "i_brand", "s_store_name", "s_company_name", "d_year", "d_moy"})
      .head(100)[{"i_category", "i_brand", "s_store_name", "s_company_name", "d_year", "d_moy", "avg_monthly_sales",
                  "sum_sales", "psum", "nsum"}]
      .to_parquet(result);
}

int main(int, char** argv) { q47(argv[1], argv[2]); }
