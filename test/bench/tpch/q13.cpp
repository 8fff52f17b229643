// TPC-H Q13, customer distribution: ./q13 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q13(const std::string& dir, const std::string& result) {
  auto customer = bodo::read_parquet(dir + "/customer.parquet", bodo::like("data/tpch/customer.parquet"));
  auto orders = bodo::read_parquet(dir + "/orders.parquet", bodo::like("data/tpch/orders.parquet"));

  auto ordinary = orders[!orders["o_comment"].str().like("%special%requests%")];
  customer.merge(ordinary, {.left_on = "c_custkey", .right_on = "o_custkey", .how = "left"})
      .groupby("c_custkey")
      .agg({{"c_count", bodo::count("o_orderkey")}})
      .groupby("c_count")
      .agg({{"custdist", bodo::size()}})
      .sort_values({"custdist", "c_count"}, {.ascending = false})
      .to_parquet(result);
}

int main(int, char** argv) { q13(argv[1], argv[2]); }
