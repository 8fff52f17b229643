// concat puts one frame after the other, for any distribution over the ranks, and numbers from 0.
// rank 0 prints:
//      A     s
//   0  5     a
//   1  6     b
//   2  7  <NA>
//   3  7  <NA>
//   4  1     z
//   12
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame a{{"A", {5, 6, 7}}, {"s", {"a", "b", std::nullopt}}};
  bodo::DataFrame b{{"A", {1}}, {"s", {"z"}}};
  auto all = bodo::concat({a, a[a["A"] > 6], b});
  bodo::print(all);

  bodo::DataFrame n{{"n", bodo::arange(5)}};
  auto twice = bodo::concat({n, n.head(0), n, n.tail(2)});
  bodo::print(twice.size());
}

int main() { show(); }
