// drop_duplicates of which only keys are used, in no observable order: groups without aggregates. Missing keys are keys.
#include <bodo/bodo.h>

[[bodo::jit]] void distinct() {
  auto df = bodo::read_parquet("rows.parquet");
  auto none = df[df["a"] > 1000];

  df[{"a", "s"}].drop_duplicates().sort_values({"a", "s"}).to_parquet("pairs");
  df.drop_duplicates({"a", "d", "b"}).groupby("d").agg({{"n", bodo::size()}}).sort_values("d").to_parquet("by_date");
  df[{"x", "a"}].drop_duplicates().sort_values({"x", "a"}).to_parquet("floats");
  none[{"a"}].drop_duplicates().to_parquet("none");
  // few values, which are on every rank
  bodo::print(df[{"b"}].drop_duplicates().size());
  bodo::print(df["s"].drop_duplicates().size());
  bodo::print(df["w"].drop_duplicates().count());
  bodo::print(none[{"a"}].drop_duplicates().size());
  // the rows of one input, joined with its own keys
  auto keys = df[{"a"}].drop_duplicates();
  df.merge(keys, {.on = "a"}).groupby("a").agg({{"n", bodo::size()}}).sort_values("a").to_parquet("joined");
  // the order shows: that of the first rows
  df[{"a"}].drop_duplicates().to_parquet("first");
}

int main() { distinct(); }
