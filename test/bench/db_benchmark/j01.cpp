// db-benchmark j01, small inner on id1: ./j01 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void j01(const std::string& dir, const std::string& result) {
  auto x = bodo::read_parquet(dir + "/x.parquet", bodo::like("data/db_benchmark/x.parquet"));
  auto small = bodo::read_parquet(dir + "/small.parquet", bodo::like("data/db_benchmark/small.parquet"));

  auto joined = x.merge(small, {.on = "id1"});
  bodo::DataFrame sums{{"rows", {joined.size()}}, {"v1", {joined["v1"].sum()}}, {"v2", {joined["v2"].sum()}}};
  sums.to_parquet(result);
}

int main(int, char** argv) { j01(argv[1], argv[2]); }
