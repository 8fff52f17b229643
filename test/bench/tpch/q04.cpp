// TPC-H Q4, order priority checking: ./q04 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q4(const std::string& dir, const std::string& result) {
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));

  auto quarter = orders[orders["o_orderdate"] >= 1993y / July / 1 && orders["o_orderdate"] < 1993y / October / 1];
  auto late = lineitem[lineitem["l_commitdate"] < lineitem["l_receiptdate"]];

  quarter.merge(late, {.left_on = "o_orderkey", .right_on = "l_orderkey", .how = "semi"})
      .groupby("o_orderpriority", {.sort = true})
      .agg({{"order_count", bodo::size()}})
      .to_parquet(result);
}

int main(int, char** argv) { q4(argv[1], argv[2]); }
