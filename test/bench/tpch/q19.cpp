// TPC-H Q19, discounted revenue: ./q19 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q19(const std::string& dir, const std::string& result) {
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));

  auto by_air =
      lineitem[lineitem["l_shipmode"].isin({"AIR", "AIR REG"}) && lineitem["l_shipinstruct"] == "DELIVER IN PERSON"];
  auto t = by_air.merge(part, {.left_on = "l_partkey", .right_on = "p_partkey"});
  auto small = t["p_brand"] == "Brand#12" && t["p_container"].isin({"SM CASE", "SM BOX", "SM PACK", "SM PKG"}) &&
               t["l_quantity"].between(1, 11) && t["p_size"].between(1, 5);
  auto medium = t["p_brand"] == "Brand#23" && t["p_container"].isin({"MED BAG", "MED BOX", "MED PKG", "MED PACK"}) &&
                t["l_quantity"].between(10, 20) && t["p_size"].between(1, 10);
  auto large = t["p_brand"] == "Brand#34" && t["p_container"].isin({"LG CASE", "LG BOX", "LG PACK", "LG PKG"}) &&
               t["l_quantity"].between(20, 30) && t["p_size"].between(1, 15);
  auto chosen = t[small || medium || large];
  const auto revenue = (chosen["l_extendedprice"] * (1 - chosen["l_discount"])).sum();

  bodo::DataFrame total{{"revenue", bodo::full(1, revenue)}};
  total.to_parquet(result);
}

int main(int, char** argv) { q19(argv[1], argv[2]); }
