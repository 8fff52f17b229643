// db-benchmark g10, sum v3, count by id1:id6: ./g10 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g10(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby({"id1", "id2", "id3", "id4", "id5", "id6"})
      .agg({{"v3", bodo::sum("v3")}, {"count", bodo::size()}})
      .to_parquet(result);
}

int main(int, char** argv) { g10(argv[1], argv[2]); }
