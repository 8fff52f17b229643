// TPC-H Q5, local supplier volume: ./q05 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q5(const std::string& dir, const std::string& result) {
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));
  auto region = bodo::read_parquet(dir + "/region.parquet", bodo::like("data/tpch/region.parquet"));

  auto year = orders[orders["o_orderdate"] >= 1994y / January / 1 && orders["o_orderdate"] < 1995y / January / 1];
  auto asian = region[region["r_name"] == "ASIA"]
                   .merge(nation, {.left_on = "r_regionkey", .right_on = "n_regionkey"})
                   .merge(customer, {.left_on = "n_nationkey", .right_on = "c_nationkey"});
  auto t = asian.merge(year, {.left_on = "c_custkey", .right_on = "o_custkey"})
               .merge(lineitem, {.left_on = "o_orderkey", .right_on = "l_orderkey"})
               .merge(supplier, {.left_on = {"l_suppkey", "n_nationkey"}, .right_on = {"s_suppkey", "s_nationkey"}});
  t["revenue"] = t["l_extendedprice"] * (1 - t["l_discount"]);

  t.groupby("n_name")
      .agg({{"revenue", bodo::sum("revenue")}})
      .sort_values("revenue", {.ascending = false})
      .to_parquet(result);
}

int main(int, char** argv) { q5(argv[1], argv[2]); }
