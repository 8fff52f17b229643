// db-benchmark g02, sum v1 by id1:id2: ./g02 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g02(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby({"id1", "id2"}).agg({{"v1", bodo::sum("v1")}}).to_parquet(result);
}

int main(int, char** argv) { g02(argv[1], argv[2]); }
