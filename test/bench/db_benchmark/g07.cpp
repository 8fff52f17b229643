// db-benchmark g07, max v1 - min v2 by id3: ./g07 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g07(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  auto ranges = df.groupby("id3").agg({{"v1", bodo::max("v1")}, {"v2", bodo::min("v2")}});
  ranges["range_v1_v2"] = ranges["v1"] - ranges["v2"];
  ranges[{"id3", "range_v1_v2"}].to_parquet(result);
}

int main(int, char** argv) { g07(argv[1], argv[2]); }
