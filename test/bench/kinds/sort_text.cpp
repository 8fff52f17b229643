// All columns, sorted by a string: ./sort_text DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void sort_text(const std::string& dir, const std::string& result) {
  auto rows = bodo::read_parquet(dir + "/rows.parquet", bodo::like("data/kinds/rows.parquet"));

  rows.sort_values("s").to_parquet(result);
}

int main(int, char** argv) { sort_text(argv[1], argv[2]); }
