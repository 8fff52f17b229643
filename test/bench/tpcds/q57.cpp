// TPC-DS Q57, months that differ from a brand's mean in a call center, with the months before and after: ./q57 DIR
// RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q57(const std::string& dir, const std::string& result) {
  auto catalog_sales =
      bodo::read_parquet(dir + "/catalog_sales.parquet", bodo::like("data/tpcds/catalog_sales.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));
  auto call_center = bodo::read_parquet(dir + "/call_center.parquet", bodo::like("data/tpcds/call_center.parquet"));

  auto days = date_dim[date_dim["d_year"] == 1999 || (date_dim["d_year"] == 1998 && date_dim["d_moy"] == 12) ||
                       (date_dim["d_year"] == 2000 && date_dim["d_moy"] == 1)];
  auto v1 = catalog_sales.merge(item, {.left_on = "cs_item_sk", .right_on = "i_item_sk"})
                .merge(days, {.left_on = "cs_sold_date_sk", .right_on = "d_date_sk"})
                .merge(call_center, {.left_on = "cs_call_center_sk", .right_on = "cc_call_center_sk"})
                .groupby({"i_category", "i_brand", "cc_name", "d_year", "d_moy"})
                .agg({{"sum_sales", bodo::sum("cs_sales_price")}, {"known", bodo::count("cs_sales_price")}});
  // in SQL the sum of nothing is missing
  v1["sum_sales"] = bodo::where(v1["known"] > 0, v1["sum_sales"], std::nullopt);
  v1["avg_monthly_sales"] =
      v1.groupby({"i_category", "i_brand", "cc_name", "d_year"}).transform(bodo::mean("sum_sales"));
  v1["month"] = v1["d_year"] * 12 + v1["d_moy"];
  v1["rn"] = v1.groupby({"i_category", "i_brand", "cc_name"}).rank("month", {.method = "min"});

  auto before = v1[{"i_category", "i_brand", "cc_name"}];
  before["rn"] = v1["rn"] + 1;
  before["psum"] = v1["sum_sales"];
  auto after = v1[{"i_category", "i_brand", "cc_name"}];
  after["rn"] = v1["rn"] - 1;
  after["nsum"] = v1["sum_sales"];
  auto v2 = v1[v1["d_year"] == 1999 && v1["avg_monthly_sales"] > 0]
                .merge(before, {.on = {"i_category", "i_brand", "cc_name", "rn"}})
                .merge(after, {.on = {"i_category", "i_brand", "cc_name", "rn"}});
  v2["difference"] = v2["sum_sales"] - v2["avg_monthly_sales"];
  v2[v2["difference"].abs() / v2["avg_monthly_sales"] > 0.1]
      .sort_values({"difference", "i_category", "i_brand", "cc_name", "d_year", "d_moy"})
      .head(100)[{"i_category", "i_brand", "cc_name", "d_year", "d_moy", "avg_monthly_sales", "sum_sales", "psum",
                  "nsum"}]
      .to_parquet(result);
}

int main(int, char** argv) { q57(argv[1], argv[2]); }
