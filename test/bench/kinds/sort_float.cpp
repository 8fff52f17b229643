// All columns, sorted by a number: ./sort_float DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void sort_float(const std::string& dir, const std::string& result) {
  auto rows = bodo::read_parquet(dir + "/rows.parquet", bodo::like("data/kinds/rows.parquet"));

  rows.sort_values("x", {.ascending = false}).to_parquet(result);
}

int main(int, char** argv) { sort_float(argv[1], argv[2]); }
