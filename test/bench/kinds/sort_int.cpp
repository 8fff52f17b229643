// All columns, sorted by an integer: ./sort_int DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void sort_int(const std::string& dir, const std::string& result) {
  auto rows = bodo::read_parquet(dir + "/rows.parquet", bodo::like("data/kinds/rows.parquet"));

  rows.sort_values("i").to_parquet(result);
}

int main(int, char** argv) { sort_int(argv[1], argv[2]); }
