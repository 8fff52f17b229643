// CSV: types are read from the file, quoted newlines and separators are right on any number of ranks, only an empty
// unquoted field of strings is missing; options for separator, names, dates and missing values.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto df = bodo::read_csv("rows.csv", {.parse_dates = {"day"}});
  df.to_parquet("rows");
  bodo::print(df["n"].sum());
  auto other = bodo::read_csv("other.csv", {.sep = ";", .header = false, .names = {"a", "b", "c"}, .na_values = {"?"}});
  bodo::print(other);
}

int main() { show(); }
