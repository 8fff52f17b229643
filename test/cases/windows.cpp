// cumsum and shift use rows of other ranks; cumsum skips missing values and continues.
// rank 0 prints:
//         i  total  before  after     s previous
//   0     3      3    <NA>   <NA>     a     <NA>
//   1  <NA>   <NA>       3      4     b        a
//   2     4      7    <NA>      5  <NA>        b
//   3     5     12       4   <NA>     d     <NA>
//   12497500 1
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"i", {3, std::nullopt, 4, 5}}, {"s", {"a", "b", std::nullopt, "d"}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  df["total"] = df["i"].cumsum();
  df["before"] = df["i"].shift();
  df["after"] = df["i"].shift(-1);
  df["previous"] = df["s"].shift(1);
  bodo::print(df[{"i", "total", "before", "after", "s", "previous"}]);

  bodo::DataFrame n{{"n", bodo::arange(5000)}};
  n["sum"] = n["n"].cumsum();
  n["far"] = n["n"].shift(4999);
  const std::int64_t last = n["sum"].last();
  const std::int64_t known = n["far"].count();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", last, known);
}

int main() { show(); }
