// TPC-H Q20, potential part promotion: ./q20 DIR RESULT
#include <bodo/bodo.h>

#include <chrono>
#include <string>

using namespace std::chrono;

[[bodo::jit]] void q20(const std::string& dir, const std::string& result) {
  auto supplier = bodo::read_parquet(dir + "/supplier.parquet", bodo::like("data/tpch/supplier.parquet"));
  auto nation = bodo::read_parquet(dir + "/nation.parquet", bodo::like("data/tpch/nation.parquet"));
  auto partsupp = bodo::read_parquet(dir + "/partsupp.parquet", bodo::like("data/tpch/partsupp.parquet"));
  auto part = bodo::read_parquet(dir + "/part.parquet", bodo::like("data/tpch/part.parquet"));
  auto lineitem = bodo::read_parquet(dir + "/lineitem.parquet", bodo::like("data/tpch/lineitem.parquet"));

  auto forest = part[part["p_name"].str().startswith("forest")];
  auto year = lineitem[lineitem["l_shipdate"] >= 1994y / January / 1 && lineitem["l_shipdate"] < 1995y / January / 1];
  auto offers = partsupp.merge(forest, {.left_on = "ps_partkey", .right_on = "p_partkey", .how = "semi"});
  auto sold = year.merge(forest, {.left_on = "l_partkey", .right_on = "p_partkey", .how = "semi"})
                  .groupby({"l_partkey", "l_suppkey"})
                  .agg({{"quantity", bodo::sum("l_quantity")}});
  auto both = offers.merge(sold, {.left_on = {"ps_partkey", "ps_suppkey"}, .right_on = {"l_partkey", "l_suppkey"}});
  auto plenty = both[both["ps_availqty"] > 0.5 * both["quantity"]];
  auto canadian =
      supplier.merge(nation[nation["n_name"] == "CANADA"], {.left_on = "s_nationkey", .right_on = "n_nationkey"});

  canadian.merge(plenty, {.left_on = "s_suppkey", .right_on = "ps_suppkey", .how = "semi"})[{"s_name", "s_address"}]
      .sort_values("s_name")
      .to_parquet(result);
}

int main(int, char** argv) { q20(argv[1], argv[2]); }
