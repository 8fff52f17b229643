// TPC-H Q18, large volume customer: ./q18 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q18(const std::string& dir, const std::string& result) {
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));

  auto sums = lineitem.groupby("l_orderkey").agg({{"sum_quantity", bodo::sum("l_quantity")}});
  auto large = sums[sums["sum_quantity"] > 300];

  large.merge(orders, {.left_on = "l_orderkey", .right_on = "o_orderkey"})
      .merge(customer, {.left_on = "o_custkey", .right_on = "c_custkey"})
      .sort_values({"o_totalprice", "o_orderdate", "o_orderkey"}, {.ascending = {false, true, true}})
      .head(100)[{"c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice", "sum_quantity"}]
      .to_parquet(result);
}

int main(int, char** argv) { q18(argv[1], argv[2]); }
