// Summaries of frames: describe and lists of quantiles against pandas, info.
// floats: 1e-12
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void summaries(const std::string& name) {
  auto df = bodo::read_parquet(name + ".parquet", bodo::like("rows.parquet"));
  df.describe().to_parquet(name + ".frame");
  df["m"].describe().to_parquet(name + ".series");
  df["f"].quantile({0.1, 0.5, 1}).to_parquet(name + ".quantiles");
  df.groupby("i", {.sort = true})["f"].describe().to_parquet(name + ".groups");
  df.info();
  auto flags = df[{"i"}];
  flags["large"] = df["i"] > 10;
  flags.head(0).info();
}

int main() {
  for (const char* name : {"rows", "none"}) summaries(name);
}
