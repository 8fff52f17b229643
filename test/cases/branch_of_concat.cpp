// Rows of two inputs that a branch and what comes after it use.
// rank 0 prints:
//   3
//   8
//   4
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame a{{"A", bodo::arange(n)}};
  auto both = bodo::concat({a, a[a["A"] > 2]});
  if (n > 2) bodo::print(both["A"].max());
  bodo::print(both["A"].sum() - 1);
  bodo::print(both.groupby("A").agg({{"n", bodo::size()}}).size());
}

int main() { f(4); }
