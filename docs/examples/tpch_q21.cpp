// TPC-H's query 21: suppliers who alone kept orders waiting that several suppliers served.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] bodo::DataFrame table(const std::string& folder, const std::string& name) {
  return bodo::read_parquet(folder + "/" + name + ".parquet");
}

[[bodo::jit]] void waiting() {
  auto supplier = table("tpch", "supplier"), nation = table("tpch", "nation");
  auto orders = table("tpch", "orders"), lineitem = table("tpch", "lineitem");
  auto late = lineitem[lineitem["l_receiptdate"] > lineitem["l_commitdate"]];
  auto waited = late.merge(orders[orders["o_orderstatus"] == "F"],
                           {.left_on = "l_orderkey", .right_on = "o_orderkey", .how = "semi"});
  auto served = waited.merge(
      lineitem, {.on = "l_orderkey", .how = "semi", .where = waited["l_suppkey"] != lineitem["l_suppkey"]});
  auto alone =
      served.merge(late, {.on = "l_orderkey", .how = "anti", .where = served["l_suppkey"] != late["l_suppkey"]});
  auto from = supplier.merge(nation[nation["n_name"] == "SAUDI ARABIA"],
                             {.left_on = "s_nationkey", .right_on = "n_nationkey", .how = "semi"});
  auto result = alone.merge(from, {.left_on = "l_suppkey", .right_on = "s_suppkey"})
                    .groupby("s_name")
                    .agg({{"numwait", bodo::size()}})
                    .sort_values({"numwait", "s_name"}, {.ascending = {false, true}})
                    .head(100);
  bodo::print(result);
}

int main() { waiting(); }
