// TPC-H Q21, suppliers who kept orders waiting: ./q21 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q21(const std::string& dir, const std::string& result) {
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));

  auto failed = orders[orders["o_orderstatus"] == "F"];
  auto late = lineitem[lineitem["l_receiptdate"] > lineitem["l_commitdate"]];
  // orders of several suppliers, of whom one was late
  auto suppliers = lineitem.groupby("l_orderkey").agg({{"suppliers", bodo::nunique("l_suppkey")}});
  auto late_ones = late.groupby("l_orderkey").agg({{"late", bodo::nunique("l_suppkey")}});
  auto saudi =
      supplier.merge(nation[nation["n_name"] == "SAUDI ARABIA"], {.left_on = "s_nationkey", .right_on = "n_nationkey"});

  saudi.merge(late, {.left_on = "s_suppkey", .right_on = "l_suppkey"})
      .merge(failed, {.left_on = "l_orderkey", .right_on = "o_orderkey", .how = "semi"})
      .merge(suppliers[suppliers["suppliers"] > 1], {.on = "l_orderkey", .how = "semi"})
      .merge(late_ones[late_ones["late"] == 1], {.on = "l_orderkey", .how = "semi"})
      .groupby("s_name")
      .agg({{"numwait", bodo::size()}})
      .sort_values({"numwait", "s_name"}, {.ascending = {false, true}})
      .head(100)
      .to_parquet(result);
}

int main(int, char** argv) { q21(argv[1], argv[2]); }
