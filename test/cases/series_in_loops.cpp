// Series that a loop or a branch makes anew, of columns with other names, and that become columns of frames afterwards;
// columns that the rounds of a loop make, which are missing if there is none; the first and the last rows of groups by negative numbers.
// rank 0 prints:
//   69
//   78
//   15
//      s
//   0  1
//   1  2
//   2  3
//   5 5 4 4
//      x     p     s
//   0  0  <NA>  <NA>
//   1  1  <NA>  <NA>
//   2  2  <NA>  <NA>
//   3  3  <NA>  <NA>
//      x  p       s
//   0  0  0  little
//   1  1  2    much
//   3  3  6    much
#include <bodo/bodo.h>
#include <fmt/core.h>
#include <tuple>

[[bodo::jit]] std::tuple<std::int64_t, std::int64_t> rounds(int n) {
  auto df = bodo::DataFrame{{"i", bodo::arange(12)}};
  df["c"] = df["i"] * 0;
  auto s = df["i"].map([](std::int64_t v) { return v / 4; });
  for (int k = 0; k < n; ++k) {
    df["c"] = s + k;
    s = df["c"].map([](std::int64_t v) { return v + 1; });
  }
  df["d"] = s + df["i"] * 0;
  return {df["c"].sum() - 3, df["d"].sum() - 6};
}

[[bodo::jit]] void branches(bool first) {
  auto df = bodo::DataFrame{{"a", bodo::arange(6)}, {"b", bodo::arange(6) + 1}};
  bodo::Series s = df["a"];
  if (first) {
    s = df["a"];
  } else {
    s = df["b"];
  }
  bodo::print(s.sum() - 6);
  df["s"] = s;
  bodo::print(df[{"s"}].head(3));
}

[[bodo::jit]] std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t> ends(int n) {
  auto df = bodo::DataFrame{{"i", bodo::arange(9)}};
  df["k"] = df["i"] % 4;
  return {df.groupby("k").head(-1).size(), df.groupby("k").tail(n).size(), df.groupby("k").head(n + 2).size(),
          df.groupby("k").tail(1).size()};
}

[[bodo::jit]] void made(int n) {
  bodo::DataFrame df{{"x", bodo::arange(4)}};
  for (int i = 0; i < n; ++i) {
    df["p"] = df["x"] * i;
    df["s"] = bodo::where(df["p"] > i / 2, "much", "little");
    if (i == 1) df = df[df["x"] != 2];
  }
  bodo::print(df);
}

int main() {
  const auto [c, d] = rounds(3);
  if (bodo::get_rank() == 0) fmt::print("{}\n{}\n", c, d);
  branches(false);
  const auto [a, b, e, f] = ends(-1);
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {}\n", a, b, e, f);
  made(0);
  made(3);
}
