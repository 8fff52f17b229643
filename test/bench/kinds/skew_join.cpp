// A join: half of the rows have the same key: ./skew_join DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void skew_join(const std::string& dir, const std::string& result) {
  auto skewed = bodo::read_parquet(dir + "/skewed.parquet", bodo::like("data/kinds/skewed.parquet"));
  auto keys = bodo::read_parquet(dir + "/keys.parquet", bodo::like("data/kinds/keys.parquet"));

  auto joined = skewed.merge(keys, {.on = "key", .suffixes = {"", "_of_key"}});
  joined["weighted"] = joined["value"] * joined["weight"];
  joined.groupby("name_of_key").agg({{"rows", bodo::size()}, {"weighted", bodo::sum("weighted")}}).to_parquet(result);
}

int main(int, char** argv) { skew_join(argv[1], argv[2]); }
