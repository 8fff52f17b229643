// Bad lines are skipped, and told once; which ones does not depend on the columns that are used, and rows are numbered
// without them. Or their bad values are missing.
// message: csv_bad_lines.cpp:9: warning: read_csv: 3 lines were skipped, the first is 'dirty.csv', line 3: column 'n': expected int64, found 'many'
// message: csv_bad_lines.cpp:15: warning: read_csv: 1 line was skipped: 'dirty.csv', line 5: expected 3 fields, found 5
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  // the types say which values are bad
  auto df = bodo::read_csv("dirty.csv", {.types = {{"n", bodo::int64}, {"day", bodo::date}}, .on_bad_lines = "skip"});
  bodo::print(df.size());
  bodo::print(df["id"].sum());
  bodo::print(df[df["id"] > 1]);

  // text holds everything
  auto text = bodo::read_csv("dirty.csv", {.on_bad_lines = "skip"});
  bodo::print(text);

  auto missing =
      bodo::read_csv("dirty.csv", {.types = {{"n", bodo::int64}, {"day", bodo::date}}, .on_bad_lines = "missing"});
  bodo::print(missing);
}

int main() { show(); }
