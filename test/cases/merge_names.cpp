// Keys of different names are both kept, equal names of other columns get the suffixes.
// rank 0 prints:
//      id  v_left  code  v_right only
//   0   2      20     2      200    y
//   1   3      30     3      300    z
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  bodo::DataFrame a{{"id", {1, 2, 3}}, {"v", {10, 20, 30}}};
  bodo::DataFrame b{{"code", {3, 2, 9}}, {"v", {300, 200, 900}}, {"only", {"z", "y", "x"}}};
  a = bodo::scatterv(a);  // the rows of the left side are spread, those of the right are on every rank
  bodo::print(a.merge(b, {.left_on = "id", .right_on = "code", .suffixes = {"_left", "_right"}}));
}

int main() { show(); }
