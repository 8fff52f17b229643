// Sorts of more rows than a batch holds, with many equal keys, by strings, floats, times and decimals; and head of a
// sort.
#include <bodo/bodo.h>

[[bodo::jit]] void sort() {
  auto df = bodo::read_parquet("rows.parquet");
  df.sort_values("s").to_parquet("by_text");
  df.sort_values({"f", "i"}, {.ascending = {false, true}}).to_parquet("by_float");
  df.sort_values({"t", "m"}, {.na_first = true}).to_parquet("by_time");
  df.sort_values("f").head(25).to_parquet("top");
  df.sort_values({"s", "m"}, {.ascending = false}).head(4999).to_parquet("most");
}

int main() { sort(); }
