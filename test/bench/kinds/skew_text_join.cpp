// A join by strings: a few of them fill most rows: ./skew_text_join DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void skew_text_join(const std::string& dir, const std::string& result) {
  auto skewed = bodo::read_parquet(dir + "/skewed.parquet", bodo::like("data/kinds/skewed.parquet"));
  auto keys = bodo::read_parquet(dir + "/keys.parquet", bodo::like("data/kinds/keys.parquet"));

  auto joined = skewed.merge(keys, {.on = "name", .suffixes = {"", "_of_name"}});
  bodo::DataFrame sums{{"rows", {joined.size()}}, {"sum", {(joined["value"] * joined["weight"]).sum()}}};
  sums.to_parquet(result);
}

int main(int, char** argv) { skew_text_join(argv[1], argv[2]); }
