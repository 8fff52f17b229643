// Columns of all types with missing values, from Parquet through a filter and a sort to Parquet, and through a
// checkpoint, which the first run makes: nothing changes.
#include <bodo/bodo.h>

[[bodo::jit]] void copy() {
  auto df = bodo::read_parquet("types.parquet");
  df.to_parquet("copy");
  df[df["n"] % 3 == 0].to_parquet("third");
  df.sort_values("n", {.ascending = false}).to_parquet("reverse");
  df.to_csv("copy.csv");
  bodo::checkpoint(df[df["n"] % 2 == 0], "kept").to_parquet("half");
}

int main() { copy(); }
