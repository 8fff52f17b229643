// Series of different frames are combined by position; what user code has made stays with its own rows.
// rank 0 prints:
//      a  twice   b  c
//   3  3      6   7  0
//   5  5     10   9  2
//   7  7     14  11  4
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] void show(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  df = df[df["a"] >= 3];
  df["twice"] = df["a"].map([](std::int64_t v) { return 2 * v; });
  df["b"] = bodo::arange(7, df.size() + 7);
  df["c"] = bodo::arange(df.size());
  bodo::print(df[df["twice"] < 15 && df["c"] % 2 == 0]);
}

int main() { show(10); }
