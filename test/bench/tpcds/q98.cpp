// TPC-DS Q98, what each item sold in stores is of its class's revenue: ./q98 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q98(const std::string& dir, const std::string& result) {
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));

  auto days = date_dim[date_dim["d_date"].between(1999y / February / 22, 1999y / March / 24)];
  auto items = item[item["i_category"].isin({"Sports", "Books", "Home"})];
  auto t = store_sales.merge(items, {.left_on = "ss_item_sk", .right_on = "i_item_sk"})
               .merge(days, {.left_on = "ss_sold_date_sk", .right_on = "d_date_sk"})
               .groupby({"i_item_id", "i_item_desc", "i_category", "i_class", "i_current_price"}, {.dropna = false})
               .agg({{"itemrevenue", bodo::sum("ss_ext_sales_price")}, {"known", bodo::count("ss_ext_sales_price")}});
  // in SQL the sum of nothing is missing
  t["itemrevenue"] = bodo::where(t["known"] > 0, t["itemrevenue"], std::nullopt);
  t["revenueratio"] =
      t["itemrevenue"] * 100 / t.groupby("i_class", {.dropna = false}).transform(bodo::sum("itemrevenue"));

  t.drop({"known"})
      .sort_values({"i_category", "i_class", "i_item_id", "i_item_desc", "revenueratio"}, {.na_first = true})
      .to_parquet(result);
}

int main(int, char** argv) { q98(argv[1], argv[2]); }
