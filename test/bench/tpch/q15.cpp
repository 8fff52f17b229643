// TPC-H Q15, top supplier: ./q15 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q15(const std::string& dir, const std::string& result) {
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));

  auto quarter = lineitem[lineitem["l_shipdate"] >= 1996y / January / 1 && lineitem["l_shipdate"] < 1996y / April / 1];
  quarter["revenue"] = quarter["l_extendedprice"] * (1 - quarter["l_discount"]);
  auto revenue = quarter.groupby("l_suppkey").agg({{"total_revenue", bodo::sum("revenue")}});
  const bodo::decimal_value most = revenue["total_revenue"].max();

  supplier.merge(revenue[revenue["total_revenue"] == most], {.left_on = "s_suppkey", .right_on = "l_suppkey"})
      .sort_values("s_suppkey")[{"s_suppkey", "s_name", "s_address", "s_phone", "total_revenue"}]
      .to_parquet(result);
}

int main(int, char** argv) { q15(argv[1], argv[2]); }
