// Column names that are not C++ names, keywords, or names of the program's own variables.
// rank 0 prints:
//      class  größe  x.y  n  int64  rows
//   0      0      0    1  2      3     0
//   1      1      2    2  3      4     1
#include <bodo/bodo.h>

[[bodo::jit]] void show(int n) {
  bodo::DataFrame rows{{"class", bodo::arange(n)}};
  rows["größe"] = rows["class"] * 2;
  rows["x.y"] = rows["class"] + 1;
  rows["n"] = rows["x.y"] + 1;
  rows["int64"] = rows["n"] + 1;
  rows["rows"] = rows["class"];
  bodo::print(rows);
}

int main() { show(2); }
