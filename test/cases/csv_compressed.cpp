// Compressed CSV files: each is read by one rank, in the order of their names; members of one file follow each other. One
// that is cut off, or that is no such file, is an error that says so.
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <string>

[[bodo::jit]] void show() {
  auto df = bodo::read_csv("parts");
  df["n"] = bodo::arange(df.size());
  bodo::print((df["n"] == df["id"]).all());
  bodo::print(df["s"].str().len().sum());
  df.to_parquet("out");
  auto one = bodo::read_csv("parts/b.csv.gz", {.usecols = "id"});
  bodo::print(one["id"].min());
  auto named = bodo::read_csv("data.bin", {.compression = "zstd"});
  bodo::print(named);
}

[[bodo::jit]] std::int64_t sum(const std::string& path) {
  return bodo::read_csv(path, bodo::schema({{"id", bodo::int64}}))["id"].sum();
}

int main() {
  show();
  for (const char* path : {"cut.csv.gz", "cut.csv.zst", "text.csv.gz", "data.bin", "empty.csv.gz"}) {
    try {
      sum(path);
    } catch (const bodo::error& e) {
      if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
    }
  }
}
