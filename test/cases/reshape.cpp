// Columns as rows, against pandas, and whole quotients, against Python.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void melted(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  df.melt({.id_vars = {"k", "s"}, .value_vars = {"a", "f"}}).to_parquet(name + ".melted");
  auto all = df[{"a", "b"}].melt({.var_name = "which", .value_name = "n"});
  all.to_parquet(name + ".all");
  bodo::print(all.groupby("which").agg({{"sum", bodo::sum("n")}, {"rows", bodo::size()}}).sort_values("which"));
  bodo::print(df[df["a"] > 2].melt({.id_vars = "s", .value_vars = "b"}).slice(1, 3));
}

[[bodo::jit]] void quotients(const std::string& name, std::int64_t by) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  df["ab"] = bodo::floordiv(df["a"], df["b"]);
  df["by"] = bodo::floordiv(df["a"], by);
  df["minus"] = bodo::floordiv(df["a"], -3);
  df["of"] = bodo::floordiv(7, df["b"]);
  df["quarters"] = bodo::floordiv(df["f"], 0.25);
  df["zero"] = bodo::floordiv(df["f"], 0.0);
  df["gh"] = bodo::floordiv(df["g"], df["h"]);
  df["narrow"] = bodo::floordiv(df["a"].astype("int8"), df["b"].astype("int8"));
  df.to_parquet(name + ".quotients");
}

int main() {
  for (const char* name : {"rows", "none"}) {
    melted(name);
    quotients(name, 3);
  }
}
