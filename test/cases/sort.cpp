// A stable sort by several keys, each up or down; missing values last or first. The result is numbered from 0.
// rank 0 prints:
//         k     s  v
//   0     1     a  0
//   1     1     a  4
//   2     1  <NA>  3
//   3     2     b  6
//   4     2     a  1
//   5  <NA>     b  2
//   6  <NA>     b  5
//         k     s  v
//   0  <NA>     b  2
//   1  <NA>     b  5
//   2     2     a  1
//   3     2     b  6
//   4     1     a  0
//   5     1  <NA>  3
//   6     1     a  4
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"k", {1, 2, std::nullopt, 1, 1, std::nullopt, 2}},
                     {"s", {"a", "a", "b", std::nullopt, "a", "b", "b"}},
                     {"v", {0, 1, 2, 3, 4, 5, 6}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  auto placed = df.sort_values({"k", "s"}, {.ascending = {true, false}});
  bodo::print(placed);
  bodo::print(df.sort_values("k", {.ascending = false, .na_first = true}));
}

int main() { show(); }
