// A std::optional of ordinary code is an operand of series: missing if it is empty.
// rank 0 prints:
//      x  text  number
//   0  0  <NA>    <NA>
//   1  1  <NA>    <NA>
//      x  sum  more  filled
//   0  0  2.5     0       0
//   1  1  3.5     0       1
//   2  2  4.5     1       2
//      x   sum  more  filled
//   0  0  <NA>     0       0
//   1  1  <NA>     0       1
//   2  2  <NA>     0       2
//   1
//   0
//   south
#include <bodo/bodo.h>

#include <optional>
#include <string>

[[bodo::jit]] void beside(int n, std::optional<double> more, std::optional<std::int64_t> bound) {
  bodo::DataFrame df{{"x", bodo::arange(n)}};
  df["sum"] = df["x"] + more;
  df["more"] = bodo::where(df["x"] > bound, 1, 0);
  df["filled"] = df["x"].fillna(bound);
  bodo::print(df);
}

[[bodo::jit]] std::int64_t count_larger(int n, std::optional<std::int64_t> bound) {
  bodo::DataFrame df{{"x", bodo::arange(n)}};
  return df[df["x"] > bound].size();
}

[[bodo::jit]] void words(int n, std::optional<std::string> word) {
  bodo::DataFrame df{{"x", bodo::arange(n)}};
  df["w"] = bodo::where(df["x"] > 0, word, "none");
  bodo::Scalar last = df["w"].max();
  bodo::print(last);
}

[[bodo::jit]] void empty(int n) {
  const std::optional<std::string> text;
  const std::optional<int> number;
  bodo::print(
      bodo::DataFrame{{"x", bodo::arange(n)}, {"text", bodo::full(n, text)}, {"number", bodo::full(n, number)}});
}

int main() {
  empty(2);
  beside(3, 2.5, 1);
  beside(3, std::nullopt, std::nullopt);
  bodo::print(count_larger(3, 1));
  bodo::print(count_larger(3, std::nullopt));
  words(3, "south");
}
