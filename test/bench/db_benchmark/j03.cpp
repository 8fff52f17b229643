// db-benchmark j03, medium left on id2: ./j03 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void j03(const std::string& dir, const std::string& result) {
  auto x = bodo::read_parquet(dir + "/x.parquet", bodo::like("data/db_benchmark/x.parquet"));
  auto medium = bodo::read_parquet(dir + "/medium.parquet", bodo::like("data/db_benchmark/medium.parquet"));

  auto joined = x.merge(medium, {.on = "id2", .how = "left"});
  bodo::DataFrame sums{{"rows", {joined.size()}}, {"v1", {joined["v1"].sum()}}, {"v2", {joined["v2"].sum()}}};
  sums.to_parquet(result);
}

int main(int, char** argv) { j03(argv[1], argv[2]); }
