// All columns, sorted by an integer and, descending, a string: ./sort_keys DIR RESULT
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void sort_keys(const std::string& dir, const std::string& result) {
  auto rows = bodo::read_parquet(dir + "/rows.parquet", bodo::like("data/kinds/rows.parquet"));

  rows.sort_values({"k", "s"}, {.ascending = {true, false}}).to_parquet(result);
}

int main(int, char** argv) { sort_keys(argv[1], argv[2]); }
