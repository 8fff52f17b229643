// db-benchmark g06, median v3, sd v3 by id4, id5: ./g06 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g06(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  df.groupby({"id4", "id5"}).agg({{"median_v3", bodo::median("v3")}, {"sd_v3", bodo::std("v3")}}).to_parquet(result);
}

int main(int, char** argv) { g06(argv[1], argv[2]); }
