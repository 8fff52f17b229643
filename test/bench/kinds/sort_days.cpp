// All columns, sorted by a date and a decimal: ./sort_days DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void sort_days(const std::string& dir, const std::string& result) {
  auto rows = bodo::read_parquet(dir + "/rows.parquet", bodo::like("data/kinds/rows.parquet"));

  rows.sort_values({"day", "amount"}).to_parquet(result);
}

int main(int, char** argv) { sort_days(argv[1], argv[2]); }
