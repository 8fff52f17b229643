// Variables that one statement declares, and operations that use the earlier ones; conditions of loops that change.
// options: -Wno-bodo-no-parallelism
// every rank prints:
//   2 3 -12 2 5 3 1 yy
//   5 5 3
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>

[[bodo::jit]] void together() {
  bodo::DataFrame df{{"a", {1, 2, 3}}, {"s", {"x", "yy", "z"}}};
  const double m = df["a"].mean(), n(m + 1), d = (df["a"] - m * n).sum();
  std::int64_t k{2}, c = df[df["a"] >= k].size(), e = (df["a"] + c).max();
  auto x = k + 1, y = std::int64_t(df[df["a"] == x].size());
  std::string s = "yy", t = df[df["s"] == s]["s"].first();
  fmt::print("{} {} {} {} {} {} {} {}\n", m, n, d, c, e, x, y, t);
}

std::int64_t next() {
  static std::int64_t calls = 0;
  return ++calls;
}

// the number of rows that are left is counted in each round
[[bodo::jit]] void rounds() {
  bodo::DataFrame df{{"a", bodo::arange(10)}};
  std::int64_t k = 0, l = 0, m = 0, i = 0;
  for (; i < df[df["a"] > i].size(); ++i) ++k;
  for (std::int64_t j = 0; j < df[df["a"] > j].size(); ++j) ++l;
  for (std::int64_t j = 7; j < df[df["a"] >= next()].size(); ++j) ++m;
  fmt::print("{} {} {}\n", k, l, m + 2);
}

int main() {
  together();
  rounds();
}
