// TPC-H Q7, volume shipping: ./q07 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q7(const std::string& dir, const std::string& result) {
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));

  auto chosen = nation[nation["n_name"].isin({"FRANCE", "GERMANY"})][{"n_nationkey", "n_name"}];
  auto sellers =
      chosen.rename({{"n_name", "supp_nation"}})
          .merge(supplier, {.left_on = "n_nationkey", .right_on = "s_nationkey"})[{"s_suppkey", "supp_nation"}];
  auto buyers =
      chosen.rename({{"n_name", "cust_nation"}})
          .merge(customer, {.left_on = "n_nationkey", .right_on = "c_nationkey"})[{"c_custkey", "cust_nation"}];
  auto shipped = lineitem[lineitem["l_shipdate"].between(1995y / January / 1, 1996y / December / 31)];
  auto t = buyers.merge(orders, {.left_on = "c_custkey", .right_on = "o_custkey"})
               .merge(shipped, {.left_on = "o_orderkey", .right_on = "l_orderkey"})
               .merge(sellers, {.left_on = "l_suppkey", .right_on = "s_suppkey"});
  auto abroad = t[t["supp_nation"] != t["cust_nation"]];
  abroad["l_year"] = abroad["l_shipdate"].dt().year();
  abroad["volume"] = abroad["l_extendedprice"] * (1 - abroad["l_discount"]);

  abroad.groupby({"supp_nation", "cust_nation", "l_year"}, {.sort = true})
      .agg({{"revenue", bodo::sum("volume")}})
      .to_parquet(result);
}

int main(int, char** argv) { q7(argv[1], argv[2]); }
