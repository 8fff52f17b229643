// A column that is computed of rows without duplicates, in a function that returns them: the table of these rows is
// made once, though the loop over them needs it twice.
// rank 0 prints:
//       v  k  twice
//   0  15  0     30
//   1  16  1     32
//   2  17  2     34
//   3  18  3     36
//   4  19  4     38
#include <bodo/bodo.h>

[[bodo::jit(all_args_distributed, all_returns_distributed)]] bodo::DataFrame first_of_each(bodo::DataFrame d) {
  d = d.sort_values({"v"}, {.ascending = {false}});
  d = d.drop_duplicates({"k"});
  d["twice"] = d["v"] * 2;
  return d;
}

[[bodo::jit]] void print_largest() {
  auto numbers = bodo::arange(0, 20);
  bodo::DataFrame df{{"v", numbers}};
  df["k"] = df["v"] % 5;
  auto largest = first_of_each(df);
  bodo::print(largest.sort_values("k"));
}

int main() { print_largest(); }
