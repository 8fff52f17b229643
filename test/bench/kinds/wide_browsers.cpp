// Rows for each of a few strings: ./wide_browsers DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_browsers(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits.groupby("browser").agg({{"visits", bodo::size()}}).to_parquet(result);
}

int main(int, char** argv) { wide_browsers(argv[1], argv[2]); }
