// One version per argument types, per schema of a frame, and per distribution.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   3
//   2.5
//   45
//   2
//   a
#include <bodo/bodo.h>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"v", bodo::arange(n)}};
  return df;
}

[[bodo::jit]] bodo::DataFrame few() { return bodo::DataFrame{{"v", {2}}}; }

[[bodo::jit]] bodo::DataFrame words() { return bodo::DataFrame{{"v", {"b", "a"}}}; }

[[bodo::jit]] void show_first(auto n, auto step) {
  bodo::DataFrame df{{"A", bodo::arange(n) + step}};
  bodo::print(df["A"].min());
}

[[bodo::jit]] void show_sum(const bodo::DataFrame& df) { bodo::print(df["v"].sum()); }

[[bodo::jit]] void show_least(const bodo::DataFrame& df) { bodo::print(df["v"].min()); }

int main() {
  show_first(3, 3);
  show_first(3L, 2.5);
  show_sum(rows(10));
  show_sum(few());
  show_least(words());
}
