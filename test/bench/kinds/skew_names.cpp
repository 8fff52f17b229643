// Groups by strings: a few of them fill most rows: ./skew_names DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void skew_names(const std::string& dir, const std::string& result) {
  auto skewed = bodo::read_parquet(dir + "/skewed.parquet", bodo::like("data/kinds/skewed.parquet"));

  skewed.groupby("name").agg({{"rows", bodo::size()}, {"mean", bodo::mean("value")}}).to_parquet(result);
}

int main(int, char** argv) { skew_names(argv[1], argv[2]); }
