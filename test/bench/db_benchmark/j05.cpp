// db-benchmark j05, big inner on id3: ./j05 DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void j05(const std::string& dir, const std::string& result) {
  auto x = bodo::read_parquet(dir + "/x.parquet", bodo::like("data/db_benchmark/x.parquet"));
  auto big = bodo::read_parquet(dir + "/big.parquet", bodo::like("data/db_benchmark/big.parquet"));

  auto joined = x.merge(big, {.on = "id3"});
  bodo::DataFrame sums{{"rows", {joined.size()}}, {"v1", {joined["v1"].sum()}}, {"v2", {joined["v2"].sum()}}};
  sums.to_parquet(result);
}

int main(int, char** argv) { j05(argv[1], argv[2]); }
