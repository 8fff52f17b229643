// TPC-H Q11, important stock identification: ./q11 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void q11(const std::string& dir, const std::string& result) {
  auto partsupp = bodo::read_parquet(dir + "/partsupp.parquet", bodo::like("data/tpch/partsupp.parquet"));
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));

  auto german =
      nation[nation["n_name"] == "GERMANY"].merge(supplier, {.left_on = "n_nationkey", .right_on = "s_nationkey"});
  auto t = german.merge(partsupp, {.left_on = "s_suppkey", .right_on = "ps_suppkey"});
  t["value"] = t["ps_supplycost"] * t["ps_availqty"];
  const bodo::decimal_value total = t["value"].sum();

  auto parts = t.groupby("ps_partkey").agg({{"value", bodo::sum("value")}});
  parts[parts["value"] * 10'000 > total]
      .sort_values({"value", "ps_partkey"}, {.ascending = {false, true}})
      .to_parquet(result);
}

int main(int, char** argv) { q11(argv[1], argv[2]); }
