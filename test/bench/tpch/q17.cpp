// TPC-H Q17, small-quantity-order revenue: ./q17 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q17(const std::string& dir, const std::string& result) {
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));

  auto boxes = part[part["p_brand"] == "Brand#23" && part["p_container"] == "MED BOX"];
  auto t = boxes.merge(lineitem, {.left_on = "p_partkey", .right_on = "l_partkey"});
  auto usual = t.groupby("p_partkey").agg({{"avg_quantity", bodo::mean("l_quantity")}});
  auto both = t.merge(usual, {.on = "p_partkey"});
  const double total = both[both["l_quantity"] < 0.2 * both["avg_quantity"]]["l_extendedprice"].sum();

  bodo::DataFrame yearly{{"avg_yearly", bodo::full(1, total / 7)}};
  yearly.to_parquet(result);
}

int main(int, char** argv) { q17(argv[1], argv[2]); }
