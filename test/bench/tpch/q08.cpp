// TPC-H Q8, national market share: ./q08 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q8(const std::string& dir, const std::string& result) {
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));
  auto region = bodo::read_parquet(dir + "/region.parquet", bodo::like("data/tpch/region.parquet"));

  auto steel = part[part["p_type"] == "ECONOMY ANODIZED STEEL"];
  auto years = orders[orders["o_orderdate"].between(1995y / January / 1, 1996y / December / 31)];
  auto americans = region[region["r_name"] == "AMERICA"]
                       .merge(nation, {.left_on = "r_regionkey", .right_on = "n_regionkey"})
                       .merge(customer, {.left_on = "n_nationkey", .right_on = "c_nationkey"})[{"c_custkey"}];
  auto sellers = supplier.merge(nation, {.left_on = "s_nationkey", .right_on = "n_nationkey"})[{"s_suppkey", "n_name"}];
  auto t = steel.merge(lineitem, {.left_on = "p_partkey", .right_on = "l_partkey"})
               .merge(years, {.left_on = "l_orderkey", .right_on = "o_orderkey"})
               .merge(americans, {.left_on = "o_custkey", .right_on = "c_custkey"})
               .merge(sellers, {.left_on = "l_suppkey", .right_on = "s_suppkey"});
  t["o_year"] = t["o_orderdate"].dt().year();
  t["volume"] = t["l_extendedprice"] * (1 - t["l_discount"]);
  t["brazilian"] = bodo::where(t["n_name"] == "BRAZIL", t["volume"], 0);

  auto shares =
      t.groupby("o_year", {.sort = true}).agg({{"brazilian", bodo::sum("brazilian")}, {"volume", bodo::sum("volume")}});
  shares["mkt_share"] = shares["brazilian"] / shares["volume"];
  shares[{"o_year", "mkt_share"}].to_parquet(result);
}

int main(int, char** argv) { q8(argv[1], argv[2]); }
