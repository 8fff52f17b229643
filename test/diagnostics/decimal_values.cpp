// A bodo::decimal_value knows its digits after the point only at run time: a column of its own would have none.
// options: -ferror-limit=0
#include <bodo/bodo.h>

#include <cstdint>
#include <optional>
#include <vector>

[[bodo::jit]] bodo::decimal_value twice(bodo::decimal_value fee) { return fee + fee; }

[[bodo::jit]] void full(bodo::decimal_value fee) {
  // expected-error:29@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{add it to zeros, which give it their digits: (df["number"] * 0).astype("decimal(15,2)") + value}}
  bodo::print(bodo::full(1, fee));
}

[[bodo::jit]] void column(bodo::decimal_value fee) {
  bodo::DataFrame df{{"n", bodo::arange(3)}};
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{add it to zeros, which give it their digits: (df["number"] * 0).astype("decimal(15,2)") + value}}
  df["fee"] = fee;
  bodo::print(df);
}

[[bodo::jit]] void values(bodo::decimal_value fee) {
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{add it to zeros, which give it their digits: (df["number"] * 0).astype("decimal(15,2)") + value}}
  bodo::DataFrame df{{"fee", {fee, fee}}};
  bodo::print(df);
}

[[bodo::jit]] void called(bodo::decimal_value fee) {
  const auto doubled = twice(fee);
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{add it to zeros, which give it their digits: (df["number"] * 0).astype("decimal(15,2)") + value}}
  bodo::print(bodo::full(1, doubled));
}

[[bodo::jit]] void integers(bodo::decimal_value fee, std::optional<bodo::decimal_value> maybe) {
  bodo::DataFrame df{{"n", bodo::arange(3)}};
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{convert the other operand, which gives it its digits: .astype("decimal(15,2)")}}
  df["sum"] = df["n"] + fee;
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{convert the other operand, which gives it its digits: .astype("decimal(15,2)")}}
  df["product"] = maybe * df["n"];
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{add it to zeros, which give it their digits: (df["number"] * 0).astype("decimal(15,2)") + value}}
  df["least"] = bodo::where(df["n"] > 1, maybe, fee);
  bodo::print(df);
}

[[bodo::jit]] void literals(bodo::decimal_value fee) {
  // expected-error@+2 {{the digits after the point of this bodo::decimal_value are not known while compiling}}
  // expected-note@+1 {{convert the other operand, which gives it its digits: .astype("decimal(15,2)")}}
  bodo::print(bodo::full(2, 1.5) * fee);
}

[[bodo::jit]] void vector(std::vector<bodo::decimal_value> fees) {
  // expected-error@+2 {{the digits after the point of the bodo::decimal_values of this vector are not known while compiling}}
  // expected-note@+1 {{use a vector of double, and convert the column: .astype("decimal(15,2)")}}
  bodo::DataFrame df{{"fee", fees}};
  bodo::print(df);
}

static bodo::decimal_value hundredths(std::int64_t n) { return {n, 2}; }
static bodo::decimal_value larger(bodo::decimal_value a, bodo::decimal_value b) { return a > b ? a : b; }

[[bodo::jit]] void mapped(int n) {
  bodo::DataFrame df{{"n", bodo::arange(n)}};
  // expected-error@+2 {{the digits after the point of the bodo::decimal_values that this function returns are not known while compiling}}
  // expected-note@+1 {{return a double, and convert the column: .astype("decimal(15,2)")}}
  df["m"] = df["n"].map(hundredths);
  df["k"] = 1;
  // expected-error@+2 {{the digits after the point of the bodo::decimal_values that this function returns are not known while compiling}}
  // expected-note@+1 {{convert the column, which gives them its digits: .astype("decimal(15,2)")}}
  bodo::print(df.groupby("k").agg({{"m", bodo::reduce("n", 0, larger)}}));
}

int main() {
  const bodo::decimal_value fee(125, 2);
  full(fee);
  column(fee);
  values(fee);
  called(fee);
  integers(fee, fee);
  literals(fee);
  vector({fee});
  mapped(2);
}
