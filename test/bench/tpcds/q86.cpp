// TPC-DS Q86, sales by category and class with their sums, and the rank of each: ./q86 DIR RESULT
#include <bodo/bodo.h>

#include <optional>
#include <string>

[[bodo::jit]] void q86(const std::string& dir, const std::string& result) {
  auto web_sales = bodo::read_parquet(dir + "/web_sales.parquet", bodo::like("data/tpcds/web_sales.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));
  auto item = bodo::read_parquet(dir + "/item.parquet", bodo::like("data/tpcds/item.parquet"));

  auto days = date_dim[date_dim["d_month_seq"].between(1200, 1211)];
  auto sales = web_sales.merge(days, {.left_on = "ws_sold_date_sk", .right_on = "d_date_sk"})
                   .merge(item, {.left_on = "ws_item_sk", .right_on = "i_item_sk"});
  const std::optional<std::string> none;
  auto classes =
      sales.groupby({"i_category", "i_class"}, {.dropna = false}).agg({{"total_sum", bodo::sum("ws_net_paid")}});
  classes["lochierarchy"] = 0;
  auto categories = classes.groupby("i_category", {.dropna = false}).agg({{"total_sum", bodo::sum("total_sum")}});
  categories["i_class"] = none;
  categories["lochierarchy"] = 1;
  auto all = categories.groupby("lochierarchy").agg({{"total_sum", bodo::sum("total_sum")}});
  all["i_category"] = none;
  all["i_class"] = none;
  all["lochierarchy"] = 2;

  auto t = bodo::concat({classes[{"total_sum", "i_category", "i_class", "lochierarchy"}],
                         categories[{"total_sum", "i_category", "i_class", "lochierarchy"}],
                         all[{"total_sum", "i_category", "i_class", "lochierarchy"}]});
  t["parent"] = bodo::where(t["lochierarchy"] == 0, t["i_category"], std::nullopt);
  t["rank_within_parent"] =
      t.groupby({"lochierarchy", "parent"}, {.dropna = false}).rank("total_sum", {.method = "min", .ascending = false});
  t.sort_values({"lochierarchy", "parent", "rank_within_parent"}, {.ascending = {false, true, true}, .na_first = true})
      .head(100)
      .drop({"parent"})
      .to_parquet(result);
}

int main(int, char** argv) { q86(argv[1], argv[2]); }
