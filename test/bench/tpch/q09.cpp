// TPC-H Q9, product type profit measure: ./q09 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q9(const std::string& dir, const std::string& result) {
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto partsupp = bodo::read_parquet(dir + "/partsupp.parquet", bodo::like("data/tpch/partsupp.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));

  auto green = part[part["p_name"].str().contains("green")];
  auto t = green.merge(lineitem, {.left_on = "p_partkey", .right_on = "l_partkey"})
               .merge(partsupp, {.left_on = {"l_partkey", "l_suppkey"}, .right_on = {"ps_partkey", "ps_suppkey"}})
               .merge(orders, {.left_on = "l_orderkey", .right_on = "o_orderkey"})
               .merge(supplier, {.left_on = "l_suppkey", .right_on = "s_suppkey"})
               .merge(nation, {.left_on = "s_nationkey", .right_on = "n_nationkey"});
  t["o_year"] = t["o_orderdate"].dt().year();
  t["amount"] = t["l_extendedprice"] * (1 - t["l_discount"]) - t["ps_supplycost"] * t["l_quantity"];

  t.rename({{"n_name", "nation"}})
      .groupby({"nation", "o_year"})
      .agg({{"sum_profit", bodo::sum("amount")}})
      .sort_values({"nation", "o_year"}, {.ascending = {true, false}})
      .to_parquet(result);
}

int main(int, char** argv) { q9(argv[1], argv[2]); }
