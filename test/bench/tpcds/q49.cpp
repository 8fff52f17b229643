// TPC-DS Q49, the items with the highest shares of returns in each channel: ./q49 DIR RESULT
#include <bodo/bodo.h>

#include <string>

// the items of one channel with their ranks by what comes back of the quantity and of the money
[[bodo::jit]] bodo::DataFrame ranked(bodo::DataFrame sales, bodo::DataFrame returns, bodo::DataFrame days) {
  auto sold = sales[sales["profit"] > 1 && sales["paid"] > 0 && sales["quantity"] > 0];
  auto t = sold.merge(returns[returns["refund"] > 10000], {.on = {"order", "item"}})
               .merge(days, {.left_on = "day", .right_on = "d_date_sk", .how = "semi"})
               .groupby("item")
               .agg({{"returned", bodo::sum("returned")},
                     {"quantity", bodo::sum("quantity")},
                     {"refund", bodo::sum("refund")},
                     {"paid", bodo::sum("paid")}});
  t["return_ratio"] = t["returned"] / t["quantity"];
  t["currency_ratio"] = t["refund"] / t["paid"];
  t["return_rank"] = t["return_ratio"].rank({.method = "min"});
  t["currency_rank"] = t["currency_ratio"].rank({.method = "min"});
  return t[t["return_rank"] <= 10 || t["currency_rank"] <= 10];
}

[[bodo::jit]] void q49(const std::string& dir, const std::string& result) {
  auto web_sales = bodo::read_parquet(dir + "/web_sales.parquet", bodo::like("data/tpcds/web_sales.parquet"));
  auto web_returns = bodo::read_parquet(dir + "/web_returns.parquet", bodo::like("data/tpcds/web_returns.parquet"));
  auto catalog_sales =
      bodo::read_parquet(dir + "/catalog_sales.parquet", bodo::like("data/tpcds/catalog_sales.parquet"));
  auto catalog_returns =
      bodo::read_parquet(dir + "/catalog_returns.parquet", bodo::like("data/tpcds/catalog_returns.parquet"));
  auto store_sales = bodo::read_parquet(dir + "/store_sales.parquet", bodo::like("data/tpcds/store_sales.parquet"));
  auto store_returns =
      bodo::read_parquet(dir + "/store_returns.parquet", bodo::like("data/tpcds/store_returns.parquet"));
  auto date_dim = bodo::read_parquet(dir + "/date_dim.parquet", bodo::like("data/tpcds/date_dim.parquet"));

  auto days = date_dim[date_dim["d_year"] == 2001 && date_dim["d_moy"] == 12];
  auto web = ranked(
      web_sales[{"ws_item_sk", "ws_order_number", "ws_sold_date_sk", "ws_quantity", "ws_net_paid", "ws_net_profit"}]
          .rename({{"ws_item_sk", "item"},
                   {"ws_order_number", "order"},
                   {"ws_sold_date_sk", "day"},
                   {"ws_quantity", "quantity"},
                   {"ws_net_paid", "paid"},
                   {"ws_net_profit", "profit"}}),
      web_returns[{"wr_item_sk", "wr_order_number", "wr_return_quantity", "wr_return_amt"}].rename(
          {{"wr_item_sk", "item"},
           {"wr_order_number", "order"},
           {"wr_return_quantity", "returned"},
           {"wr_return_amt", "refund"}}),
      days);
  web["channel"] = "web";
  auto catalog = ranked(
      catalog_sales[{"cs_item_sk", "cs_order_number", "cs_sold_date_sk", "cs_quantity", "cs_net_paid", "cs_net_profit"}]
          .rename({{"cs_item_sk", "item"},
                   {"cs_order_number", "order"},
                   {"cs_sold_date_sk", "day"},
                   {"cs_quantity", "quantity"},
                   {"cs_net_paid", "paid"},
                   {"cs_net_profit", "profit"}}),
      catalog_returns[{"cr_item_sk", "cr_order_number", "cr_return_quantity", "cr_return_amount"}].rename(
          {{"cr_item_sk", "item"},
           {"cr_order_number", "order"},
           {"cr_return_quantity", "returned"},
           {"cr_return_amount", "refund"}}),
      days);
  catalog["channel"] = "catalog";
  auto store = ranked(
      store_sales[{"ss_item_sk", "ss_ticket_number", "ss_sold_date_sk", "ss_quantity", "ss_net_paid", "ss_net_profit"}]
          .rename({{"ss_item_sk", "item"},
                   {"ss_ticket_number", "order"},
                   {"ss_sold_date_sk", "day"},
                   {"ss_quantity", "quantity"},
                   {"ss_net_paid", "paid"},
                   {"ss_net_profit", "profit"}}),
      store_returns[{"sr_item_sk", "sr_ticket_number", "sr_return_quantity", "sr_return_amt"}].rename(
          {{"sr_item_sk", "item"},
           {"sr_ticket_number", "order"},
           {"sr_return_quantity", "returned"},
           {"sr_return_amt", "refund"}}),
      days);
  store["channel"] = "store";

  bodo::concat({web, catalog, store})[{"channel", "item", "return_ratio", "return_rank", "currency_rank"}]
      .sort_values({"channel", "return_rank", "currency_rank", "item"})
      .head(100)
      .to_parquet(result);
}

int main(int, char** argv) { q49(argv[1], argv[2]); }
