// db-benchmark g03, sum v1, mean v3 by id3: ./g03 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g03(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby("id3").agg({{"v1", bodo::sum("v1")}, {"v3", bodo::mean("v3")}}).to_parquet(result);
}

int main(int, char** argv) { g03(argv[1], argv[2]); }
