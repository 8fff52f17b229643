// All columns of the ten latest rows that contain a text: ./wide_latest DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void wide_latest(const std::string& dir, const std::string& result) {
  auto visits = bodo::read_parquet(dir + "/wide.parquet", bodo::like("data/kinds/wide.parquet"));

  visits[visits["url"].str().contains("google")].sort_values("time", {.ascending = false}).head(10).to_parquet(result);
}

int main(int, char** argv) { wide_latest(argv[1], argv[2]); }
