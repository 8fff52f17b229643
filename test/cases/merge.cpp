// Joins: inner, left, semi and anti. The left frame's order stays, missing keys equal each other, labels are numbers.
// rank 0 prints:
//         k  a_x  a_y
//   0     1    0   10
//   1     1    0   13
//   2  <NA>    2   11
//   3     1    3   10
//   4     1    3   13
//         k  a_x   a_y
//   0     1    0    10
//   1     1    0    13
//   2     2    1  <NA>
//   3  <NA>    2    11
//   4     1    3    10
//   5     1    3    13
//         k  a
//   0     1  0
//   1  <NA>  2
//   2     1  3
//      k  a
//   0  2  1
//   Empty DataFrame
//   Columns: [k, a_x, a_y]
//   Index: []
//         k  a_x   a_y
//   0     1    0    10
//   1     1    0    13
//   2     2    1  <NA>
//   3  <NA>    2    11
//   4     1    3    10
//   5     1    3    13
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame a{{"k", {1, 2, std::nullopt, 1}}, {"a", {0, 1, 2, 3}}};
  bodo::DataFrame b{{"k", {1, std::nullopt, 7, 1}}, {"a", {10, 11, 12, 13}}};
  a = bodo::scatterv(a);  // the rows of the left side are spread, those of the right are on every rank
  bodo::print(a.merge(b, {.on = "k"}));
  bodo::print(a.merge(b, {.on = "k", .how = "left"}));
  bodo::print(a.merge(b, {.on = "k", .how = "semi"}));
  bodo::print(a.merge(b, {.on = "k", .how = "anti"}));
  bodo::print(a.merge(b[b["a"] > 100], {.on = "k"}));
  b = bodo::scatterv(b);
  bodo::print(a.merge(b, {.on = "k", .how = "left"}));
}

int main() { show(); }
