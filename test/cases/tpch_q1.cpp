// TPC-H Q1 over Parquet: ./tpch_q1 DIR, where DIR holds lineitem.parquet.
// Compiled against the schema of the sample files in data/tpch (of any scale factor: only the schema counts).
// args: sf
#include <bodo/bodo.h>
#include <chrono>
#include <iostream>
#include <string>

using namespace std::chrono;

// Q1: pricing summary report
[[bodo::jit]] bodo::DataFrame q1(const std::string& dir) {
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));

  auto t = lineitem[lineitem["l_shipdate"] <= 1998y / September / 2];
  t["disc_price"] = t["l_extendedprice"] * (1 - t["l_discount"]);
  t["charge"] = t["disc_price"] * (1 + t["l_tax"]);

  return t.groupby({"l_returnflag", "l_linestatus"})
      .agg({{"sum_qty", bodo::sum("l_quantity")},
            {"sum_base_price", bodo::sum("l_extendedprice")},
            {"sum_disc_price", bodo::sum("disc_price")},
            {"sum_charge", bodo::sum("charge")},
            {"avg_qty", bodo::mean("l_quantity")},
            {"avg_price", bodo::mean("l_extendedprice")},
            {"avg_disc", bodo::mean("l_discount")},
            {"count_order", bodo::size()}})
      .sort_values({"l_returnflag", "l_linestatus"});
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const auto summary = q1(dir);
  if (bodo::get_rank() == 0) std::cout << summary;
}
