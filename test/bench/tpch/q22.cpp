// TPC-H Q22, global sales opportunity: ./q22 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q22(const std::string& dir, const std::string& result) {
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));

  customer["cntrycode"] = customer["c_phone"].str().slice(0, 2);
  auto chosen = customer[customer["cntrycode"].isin({"13", "31", "23", "29", "30", "18", "17"})];
  const double average = chosen[chosen["c_acctbal"] > 0]["c_acctbal"].mean();

  chosen[chosen["c_acctbal"] > average]
      .merge(orders, {.left_on = "c_custkey", .right_on = "o_custkey", .how = "anti"})
      .groupby("cntrycode", {.sort = true})
      .agg({{"numcust", bodo::size()}, {"totacctbal", bodo::sum("c_acctbal")}})
      .to_parquet(result);
}

int main(int, char** argv) { q22(argv[1], argv[2]); }
