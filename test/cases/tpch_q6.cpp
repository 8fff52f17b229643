// TPC-H Q6 over Parquet: ./tpch_q6 DIR, where DIR holds lineitem.parquet.
// Compiled against the schema of the sample files in data/tpch (of any scale factor: only the schema counts).
// args: sf
#include <bodo/bodo.h>
#include <fmt/core.h>
#include <chrono>
#include <string>

using namespace std::chrono;

// Q6: forecasting revenue change
[[bodo::jit]] double q6(const std::string& dir) {
  auto l = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto hit = l["l_shipdate"] >= 1994y / January / 1 && l["l_shipdate"] < 1995y / January / 1 &&
             l["l_discount"].between(0.05, 0.07) && l["l_quantity"] < 24;
  auto t = l[hit];
  return (t["l_extendedprice"] * t["l_discount"]).sum();
}

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : "data/tpch";
  const double revenue = q6(dir);
  if (bodo::get_rank() == 0) fmt::print("{:.4f}\n", revenue);
}
