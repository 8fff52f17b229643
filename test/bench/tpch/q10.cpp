// TPC-H Q10, returned item reporting: ./q10 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q10(const std::string& dir, const std::string& result) {
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));

  auto quarter = orders[orders["o_orderdate"] >= 1993y / October / 1 && orders["o_orderdate"] < 1994y / January / 1];
  auto returned = lineitem[lineitem["l_returnflag"] == "R"];
  auto t = customer.merge(quarter, {.left_on = "c_custkey", .right_on = "o_custkey"})
               .merge(returned, {.left_on = "o_orderkey", .right_on = "l_orderkey"})
               .merge(nation, {.left_on = "c_nationkey", .right_on = "n_nationkey"});
  t["revenue"] = t["l_extendedprice"] * (1 - t["l_discount"]);

  t.groupby({"c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment"})
      .agg({{"revenue", bodo::sum("revenue")}})
      .sort_values({"revenue", "c_custkey"}, {.ascending = {false, true}})
      .head(20)[{"c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment"}]
      .to_parquet(result);
}

int main(int, char** argv) { q10(argv[1], argv[2]); }
