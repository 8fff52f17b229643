// An aggregate of the user's own: an identity and an associative, commutative function.
// rank 0 prints:
//      k  product  largest  n
//   0  0      880       11  4
//   1  1      162        9  3
//   2  2      280       10  4
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

int main() { show(); }
