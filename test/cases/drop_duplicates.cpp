// drop_duplicates keeps the first row of those that are equal in the given columns (all), with its label.
// rank 0 prints:
//         k     s  v
//   0     1     a  0
//   1     2     a  1
//   2  <NA>     b  2
//   3     1  <NA>  3
//   6     2     b  6
//         k  s  v
//   0     1  a  0
//   1     2  a  1
//   2  <NA>  b  2
//   3
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"k", {1, 2, std::nullopt, 1, 1, std::nullopt, 2}},
                     {"s", {"a", "a", "b", std::nullopt, "a", "b", "b"}},
                     {"v", {0, 1, 2, 3, 4, 5, 6}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  bodo::print(df.drop_duplicates({"k", "s"}));
  bodo::print(df.drop_duplicates({"k"}));

  bodo::DataFrame n{{"n", bodo::arange(10000) % 3}};
  bodo::print(n.drop_duplicates().size());
}

int main() { show(); }
