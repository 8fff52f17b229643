// A filter after a filter is one loop with both conditions: an "or" in one of them stays within it.
// rank 0 prints:
//         s  k
//   0  drab  3
//         s  k
//   1  crab  2
//   3  drab  3
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"s", {"a", "crab", "(\"'", "drab", "arab"}}, {"k", {1, 2, 2, 3, -1}}};
  df = bodo::scatterv(df);
  auto either = df[df["s"] <= "a" || !df["s"].between("b", "d")];
  either = either[either["s"].str().endswith("ab") & (either["k"] != -1)];
  bodo::print(either.merge(df, {.on = {"s", "k"}}));
  auto words = df[df["s"] != "(\"'" && (df["k"] == 2 || df["s"] > "c\"(")];
  bodo::print(words[words["k"] > 0]);
}

int main() { show(); }
