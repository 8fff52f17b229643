// An aggregate of the user's own: an identity and an associative, commutative function; a key of the user's own.
// rank 0 prints:
//      k  product  largest  n
//   0  0      880       11  4
//   1  1      162        9  3
//   2  2      280       10  4
//      key  largest
//   0    0        2
//   1    3        5
//   2    6        8
//   3    9       11
//   77
#include <bodo/bodo.h>

#include <cstdint>

std::int64_t larger(std::int64_t a, std::int64_t b) { return a > b ? a : b; }

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"v", bodo::arange(1, 12)}};
  df["k"] = (df["v"] + 1) % 3;
  bodo::print(
      df.groupby("k", {.sort = true})
          .agg({{"product", bodo::reduce("v", std::int64_t{1}, [](std::int64_t a, std::int64_t b) { return a * b; })},
                {"largest", bodo::reduce("v", std::int64_t{-1}, larger)},
                {"n", bodo::size()}}));
}

// the frame is in memory: its size is asked for as well
[[bodo::jit]] void key_of_a_function() {
  bodo::DataFrame df{{"v", bodo::arange(1, 12)}};
  df["key"] = df["v"].map([](std::int64_t v) { return v - v % 3; });
  auto groups = df.groupby("key", {.sort = true}).agg({{"largest", bodo::reduce("v", std::int64_t{-1}, larger)}});
  if (df.size() > 3) df["v"] = df["v"] + 1;
  bodo::print(groups);
  bodo::print(df["v"].sum());
}

int main() {
  show();
  key_of_a_function();
}
