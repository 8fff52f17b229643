// db-benchmark g04, mean v1:v3 by id4: ./g04 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g04(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby("id4")[{"v1", "v2", "v3"}].mean().to_parquet(result);
}

int main(int, char** argv) { g04(argv[1], argv[2]); }
