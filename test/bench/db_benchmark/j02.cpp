// db-benchmark j02, medium inner on id2: ./j02 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void j02(const std::string& dir, const std::string& result) {
  auto x = bodo::read_parquet(dir + "/x.parquet", bodo::like("data/db_benchmark/x.parquet"));
  auto medium = bodo::read_parquet(dir + "/medium.parquet", bodo::like("data/db_benchmark/medium.parquet"));

  auto joined = x.merge(medium, {.on = "id2"});
  bodo::DataFrame sums{{"rows", {joined.size()}}, {"v1", {joined["v1"].sum()}}, {"v2", {joined["v2"].sum()}}};
  sums.to_parquet(result);
}

int main(int, char** argv) { j02(argv[1], argv[2]); }
