// db-benchmark g08, largest two v3 by id6: ./g08 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void g08(const std::string& dir, const std::string& result) {
  auto df = bodo::read_parquet(dir + "/g1.parquet", bodo::like("data/db_benchmark/g1.parquet"));

  auto known = df[{"id6", "v3"}].dropna({"v3"});
  known.sort_values("v3", {.ascending = false}).groupby("id6").head(2).to_parquet(result);
}

int main(int, char** argv) { g08(argv[1], argv[2]); }
