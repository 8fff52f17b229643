// Rows for each of many long strings: ./wide_urls DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_urls(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits.groupby("url").agg({{"visits", bodo::size()}}).to_parquet(result);
}

int main(int, char** argv) { wide_urls(argv[1], argv[2]); }
