// The ten most frequent of many long strings: ./wide_top DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_top(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits.groupby("url")
      .agg({{"visits", bodo::size()}})
      .sort_values({"visits", "url"}, {.ascending = {false, true}})
      .head(10)
      .to_parquet(result);
}

int main(int, char** argv) { wide_top(argv[1], argv[2]); }
