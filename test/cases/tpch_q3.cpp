// TPC-H Q3 over Parquet: ./tpch_q3 DIR, where DIR holds customer.parquet, orders.parquet and lineitem.parquet.
// Compiled against the schema of the sample files in data/tpch (of any scale factor: only the schema counts).
// args: sf
#include <bodo/bodo.h>
#include <chrono>
#include <iostream>
#include <string>

using namespace std::chrono;

// Q3: shipping priority
[[bodo::jit]] bodo::DataFrame q3(const std::string& dir) {
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  const auto day = 1995y / March / 15;

  auto t = customer[customer["c_mktsegment"] == "BUILDING"]
               .merge(orders[orders["o_orderdate"] < day], {.left_on = "c_custkey", .right_on = "o_custkey"})
               .merge(lineitem[lineitem["l_shipdate"] > day], {.left_on = "o_orderkey", .right_on = "l_orderkey"});
  t["revenue"] = t["l_extendedprice"] * (1 - t["l_discount"]);

  return t.groupby({"l_orderkey", "o_orderdate", "o_shippriority"})
      .agg({{"revenue", bodo::sum("revenue")}})
      .sort_values({"revenue", "o_orderdate"}, {.ascending = {false, true}})
      .head(10);
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const auto top = q3(dir);
  if (bodo::get_rank() == 0) std::cout << top;
}
