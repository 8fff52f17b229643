// db-benchmark g09, regression v1 v2 by id2, id4: ./g09 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g09(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  auto r = df.groupby({"id2", "id4"}).agg({{"r", bodo::corr("v1", "v2")}});
  r["r2"] = r["r"].pow(2);
  r[{"id2", "id4", "r2"}].to_parquet(result);
}

int main(int, char** argv) { g09(argv[1], argv[2]); }
