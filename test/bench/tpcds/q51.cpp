// TPC-DS Q51, days on which an item's sales in the web have passed those in stores: ./q51 DIR RESULT
#include <bodo/bodo.h>

#include <string>

// what an item has sold up to each day on which it is sold
[[bodo::jit]] bodo::DataFrame cumulated(bodo::DataFrame sales, bodo::DataFrame days) {
  auto t = sales.merge(days, {.left_on = "day", .right_on = "d_date_sk"})
               .groupby({"item_sk", "d_date"}, {.sort = true})
               .agg({{"sales", bodo::sum("price")}, {"known", bodo::count("price")}});
  // in SQL the sum of nothing is missing
  t["sales"] = bodo::where(t["known"] > 0, t["sales"], std::nullopt);
  t["sales"] = t.groupby("item_sk").cumsum("sales");
  t["sales"] = t.groupby("item_sk").ffill("sales");
  return t[{"item_sk", "d_date", "sales"}];
}

[[bodo::jit]] void q51(const std::string& dir, const std::string& result) {
  auto web_sales = bodo::read_parquet(dir + "/web_sales.parquet", bodo::like("data/tpcds/web_sales.parquet"));
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));

  auto days = date_dim[date_dim["d_month_seq"].between(1200, 1211)];
  auto web = cumulated(web_sales[{"ws_item_sk", "ws_sold_date_sk", "ws_sales_price"}].rename(
                           {{"ws_item_sk", "item_sk"}, {"ws_sold_date_sk", "day"}, {"ws_sales_price", "price"}}),
                       days)
                 .rename({{"sales", "web_sales"}});
  auto store = cumulated(store_sales[{"ss_item_sk", "ss_sold_date_sk", "ss_sales_price"}].rename(
                             {{"ss_item_sk", "item_sk"}, {"ss_sold_date_sk", "day"}, {"ss_sales_price", "price"}}),
                         days)
                   .rename({{"sales", "store_sales"}});

  auto both = web.merge(store, {.on = {"item_sk", "d_date"}, .how = "outer"}).sort_values({"item_sk", "d_date"});
  both["web_cumulative"] = both.groupby("item_sk").cummax("web_sales");
  both["web_cumulative"] = both.groupby("item_sk").ffill("web_cumulative");
  both["store_cumulative"] = both.groupby("item_sk").cummax("store_sales");
  both["store_cumulative"] = both.groupby("item_sk").ffill("store_cumulative");
  both[both["web_cumulative"] > both["store_cumulative"]].head(100).to_parquet(result);
}

int main(int, char** argv) { q51(argv[1], argv[2]); }
