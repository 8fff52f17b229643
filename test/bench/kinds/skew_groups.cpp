// Groups: one of them has half of the rows: ./skew_groups DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void skew_groups(const std::string& dir, const std::string& result) {
  auto skewed = bodo::read_parquet(dir + "/skewed.parquet", bodo::like("data/kinds/skewed.parquet"));

  skewed.groupby("key")
      .agg({{"rows", bodo::size()}, {"sum", bodo::sum("value")}, {"greatest", bodo::max("value")}})
      .to_parquet(result);
}

int main(int, char** argv) { skew_groups(argv[1], argv[2]); }
