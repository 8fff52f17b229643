// value_counts: how often each value occurs, most frequent first, ties by value; nlargest numbers from 0.
// rank 0 prints:
//       s  count
//   0   a      3
//   1  ab      2
//   2   b      2
//   3          1
//      v  s
//   0  9  b
//   1  8  a
//   2  8  b
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"v", {1, 8, 8, 0, std::nullopt, 9, 2, 3}}, {"s", {"a", "a", "b", "", "ab", "b", "ab", "a"}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  bodo::print(df["s"].value_counts());
  bodo::print(df.nlargest(3, "v"));
}

int main() { show(); }
