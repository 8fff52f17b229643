// db-benchmark g01, sum v1 by id1: ./g01 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g01(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby("id1").agg({{"v1", bodo::sum("v1")}}).to_parquet(result);
}

int main(int, char** argv) { g01(argv[1], argv[2]); }
