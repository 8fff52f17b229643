// Scalars are computed and compared as columns are, not in the narrower types that C++ would take.
// rank 0 prints:
//   4294967294 2147483648 4611686014132420609 2147483646 -2147483648
//   -3 true false true false
//   0.30000000149011613 16777217 0.20000000298023224
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <limits>

[[bodo::jit]] static void widths() {
  bodo::DataFrame df{{"n", bodo::arange(3)}};
  df["i"] = (df["n"] * 0 + std::numeric_limits<std::int32_t>::max()).astype("int32");
  df["u"] = df["n"].astype("uint64");
  df["f"] = (df["n"] * 0 + 0.1).astype("float32");
  const auto i = df["i"].max();
  const std::int64_t a = i + i, b = i + 1, c = df["i"].max() * df["i"].min(), d = i - 1 + 0 * i, e = 0 - i - 1;
  bodo::print(fmt::format("{} {} {} {} {}", a, b, c, d, e));
  const auto u = df["u"].max();
  const auto m = df["n"].min() - 1;
  const std::int64_t g = m - u;
  const bool less = m<u, greater = m> u, differ = m != u, negative = m - u > 0;
  bodo::print(fmt::format("{} {} {} {} {}", g, less, greater, differ, negative));
  const auto f = df["f"].max();
  const double h = f + 0.2, j = f * 0 + 16777217, k = f + f;
  bodo::print(fmt::format("{} {} {}", h, j, k));
}

int main() { widths(); }
