// Keys that the user's functions make, of values that may be missing.
// rank 0 prints:
//      n7  k
//   0   2  1
//   1   9  2
//      n7   k
//   0   2   2
//   1   9  16
//      word  n
//   0  even  1
//   1   odd  2
#include <bodo/bodo.h>

#include <optional>
#include <string_view>

std::int64_t larger(std::int64_t a, std::int64_t b) { return a > b ? a : b; }
std::string_view word(std::int64_t a) { return a % 2 == 0 ? "even" : "odd"; }

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"key", {1, 9, std::nullopt, 2}}, {"k", {2, 7, 9, 9}}};
  df = bodo::scatterv(df);
  df["n7"] = df.map({"key", "k"}, larger);
  auto chosen = df.groupby({"n7"}, {.sort = true})["k"].nunique();
  bodo::print(chosen);
  auto sums = df.groupby({"n7"}, {.sort = true})["k"].sum();
  bodo::print(sums);
  df["word"] = df["key"].map(word);
  bodo::print(df.groupby({"word"}, {.sort = true}).agg({{"n", bodo::size()}}));
}

int main() { show(); }
