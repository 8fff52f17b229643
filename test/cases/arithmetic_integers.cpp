// Integers: + - * keep them, / is true division, % has the divisor's sign; a missing operand gives a missing result.
// rank 0 prints:
//         a     b   sum  difference  product  ratio  rest  mod3   neg
//   0     7     2     9           5       14    3.5     1     1    -7
//   1    -7     2    -5          -9      -14   -3.5     1     2     7
//   2     7    -2     5           9      -14   -3.5    -1     1    -7
//   3     0     3     3          -3        0    0.0     0     0     0
//   4  <NA>     1  <NA>        <NA>     <NA>   <NA>  <NA>  <NA>  <NA>
//   5     5  <NA>  <NA>        <NA>     <NA>   <NA>  <NA>     2    -5
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"a", {7, -7, 7, 0, std::nullopt, 5}}, {"b", {2, 2, -2, 3, 1, std::nullopt}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  df["sum"] = df["a"] + df["b"];
  df["difference"] = df["a"] - df["b"];
  df["product"] = df["a"] * df["b"];
  df["ratio"] = df["a"] / df["b"];
  df["rest"] = df["a"] % df["b"];
  df["mod3"] = df["a"] % 3;
  df["neg"] = -df["a"];
  bodo::print(df);
}

int main() { show(); }
