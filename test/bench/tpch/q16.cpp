// TPC-H Q16, parts/supplier relationship: ./q16 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q16(const std::string& dir, const std::string& result) {
  auto partsupp = bodo::read_parquet(dir + "/partsupp.parquet", bodo::like("data/tpch/partsupp.parquet"));
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));

  auto wanted = part[part["p_brand"] != "Brand#45" && !part["p_type"].str().startswith("MEDIUM POLISHED") &&
                     part["p_size"].isin({49, 14, 23, 45, 19, 3, 36, 9})];
  auto complaints = supplier[supplier["s_comment"].str().like("%Customer%Complaints%")];

  wanted.merge(partsupp, {.left_on = "p_partkey", .right_on = "ps_partkey"})
      .merge(complaints, {.left_on = "ps_suppkey", .right_on = "s_suppkey", .how = "anti"})
      .groupby({"p_brand", "p_type", "p_size"})
      .agg({{"supplier_cnt", bodo::nunique("ps_suppkey")}})
      .sort_values({"supplier_cnt", "p_brand", "p_type", "p_size"}, {.ascending = {false, true, true, true}})
      .to_parquet(result);
}

int main(int, char** argv) { q16(argv[1], argv[2]); }
