// Which frame a row of a join is from.
#include <bodo/bodo.h>

[[bodo::jit]] void merged() {
  auto a = bodo::read_parquet("a.parquet"), b = bodo::read_parquet("b.parquet");
  for (const auto& how : {"inner", "left", "right", "outer"})
    a.merge(b, {.on = "k", .how = how, .indicator = true})
        .sort_values({"k", "x", "y"})
        .to_csv(std::string(how) + ".csv");
  auto all = a.merge(b, {.on = {"k"}, .how = "outer", .where = a["x"] < b["y"], .indicator = true});
  all.sort_values({"k", "x", "y"}).to_csv("where.csv");
  all.groupby("_merge", {.sort = true}).size().to_csv("counts.csv");
  all[all["_merge"] == "left_only"].sort_values({"k", "x"}).to_csv("only.csv");
}

int main() { merged(); }
