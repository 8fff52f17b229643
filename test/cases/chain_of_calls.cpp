// Functions whose frames come from annotated functions that get theirs from others: the schemas follow the calls.
// rank 0 prints:
//   6
//   x
//   3.0
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame last(bodo::DataFrame df);
[[bodo::jit]] double mean_of(bodo::Series s);

[[bodo::jit]] static void shown(bodo::DataFrame df) { bodo::print(last(df)["A"].max()); }
[[bodo::jit]] static void middle(const bodo::DataFrame& df) { shown(df); }
[[bodo::jit]] void outer(bodo::DataFrame df) { middle(df); }

[[bodo::jit]] bodo::DataFrame last(bodo::DataFrame df) { return df.tail(1); }
[[bodo::jit]] double mean_of(bodo::Series s) { return s.mean(); }
[[bodo::jit]] void outermost(bodo::DataFrame df) { bodo::print(mean_of(df["A"])); }

[[bodo::jit(all_returns_distributed)]] bodo::DataFrame numbers(int n) { return {{"A", bodo::arange(n)}}; }
[[bodo::jit]] bodo::DataFrame words(int n) { return {{"A", bodo::full(n, "x")}}; }

int main() {
  const auto df = numbers(7);
  outer(df);
  outer(words(2));
  outermost(df);
}
