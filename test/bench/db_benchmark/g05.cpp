// db-benchmark g05, sum v1:v3 by id6: ./g05 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g05(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby("id6")[{"v1", "v2", "v3"}].sum().to_parquet(result);
}

int main(int, char** argv) { g05(argv[1], argv[2]); }
