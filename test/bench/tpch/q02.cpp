// TPC-H Q2, minimum cost supplier: ./q02 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q2(const std::string& dir, const std::string& result) {
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto partsupp = bodo::read_parquet(dir + "/partsupp.parquet", bodo::like("data/tpch/partsupp.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));
  auto region = bodo::read_parquet(dir + "/region.parquet", bodo::like("data/tpch/region.parquet"));

  auto european = region[region["r_name"] == "EUROPE"]
                      .merge(nation, {.left_on = "r_regionkey", .right_on = "n_regionkey"})
                      .merge(supplier, {.left_on = "n_nationkey", .right_on = "s_nationkey"});
  auto brass = part[part["p_size"] == 15 && part["p_type"].str().endswith("BRASS")];
  auto t = brass.merge(partsupp, {.left_on = "p_partkey", .right_on = "ps_partkey"})
               .merge(european, {.left_on = "ps_suppkey", .right_on = "s_suppkey"});
  auto least = t.groupby("p_partkey").agg({{"ps_supplycost", bodo::min("ps_supplycost")}});

  t.merge(least, {.on = {"p_partkey", "ps_supplycost"}})
      .sort_values({"s_acctbal", "n_name", "s_name", "p_partkey"}, {.ascending = {false, true, true, true}})
      .head(100)[{"s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment"}]
      .to_parquet(result);
}

int main(int, char** argv) { q2(argv[1], argv[2]); }
