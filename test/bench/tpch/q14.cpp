// TPC-H Q14, promotion effect: ./q14 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q14(const std::string& dir, const std::string& result) {
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));

  auto month =
      lineitem[lineitem["l_shipdate"] >= 1995y / September / 1 && lineitem["l_shipdate"] < 1995y / October / 1];
  auto t = month.merge(part, {.left_on = "l_partkey", .right_on = "p_partkey"});
  t["revenue"] = t["l_extendedprice"] * (1 - t["l_discount"]);
  const double promoted = t[t["p_type"].str().startswith("PROMO")]["revenue"].sum();
  const double total = t["revenue"].sum();

  bodo::DataFrame share{{"promo_revenue", bodo::full(1, 100 * promoted / total)}};
  share.to_parquet(result);
}

int main(int, char** argv) { q14(argv[1], argv[2]); }
