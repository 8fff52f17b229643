// TPC-H Q12, shipping modes and order priority: ./q12 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q12(const std::string& dir, const std::string& result) {
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));

  auto late =
      lineitem[lineitem["l_shipmode"].isin({"MAIL", "SHIP"}) && lineitem["l_commitdate"] < lineitem["l_receiptdate"] &&
               lineitem["l_shipdate"] < lineitem["l_commitdate"] && lineitem["l_receiptdate"] >= 1994y / January / 1 &&
               lineitem["l_receiptdate"] < 1995y / January / 1];
  auto t = late.merge(orders, {.left_on = "l_orderkey", .right_on = "o_orderkey"});
  t["high"] = t["o_orderpriority"].isin({"1-URGENT", "2-HIGH"});
  t["low"] = !t["high"];

  t.groupby("l_shipmode", {.sort = true})
      .agg({{"high_line_count", bodo::sum("high")}, {"low_line_count", bodo::sum("low")}})
      .to_parquet(result);
}

int main(int, char** argv) { q12(argv[1], argv[2]); }
