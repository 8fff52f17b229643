// to_parquet: a folder that replaces an old one, row groups and codecs as asked, partition columns as subfolders;
// to_csv.
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void write() {
  bodo::DataFrame df{{"k", bodo::arange(100) % 3}, {"v", bodo::arange(100) / 2}};
  df["s"] = bodo::where(df["k"] == 0, "a/b", "plain");
  df.to_parquet("plain", {.compression = "zstd", .row_group_size = 10});
  df.to_parquet("parts", {.partition_cols = {"k", "s"}});
  df.head(0).to_parquet("empty");
  bodo::DataFrame few{{"a", {1, std::nullopt}}, {"b", {"x,y", std::nullopt}}};
  few.to_csv("few.csv");
  few.to_parquet("few");
}

int main() { write(); }
