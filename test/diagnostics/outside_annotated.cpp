// Operations of annotated functions in ordinary code.
#include <bodo/bodo.h>
#include <vector>

// expected-error@+2 {{'GroupBy::agg' exists in annotated functions only}}
// expected-note@+1 {{move the operation into a function with [[bodo::jit]], and call that}}
bodo::DataFrame f(const bodo::DataFrame& df) { return df.groupby("A").agg({{"n", bodo::size()}}); }

int main() {
  bodo::DataFrame df{{"A", std::vector{1, 2, 3}}};
  // expected-error@+2 {{a frame is made of a braced list of values in annotated functions only}}
  // expected-note@+1 {{in ordinary code give it a std::vector}}
  bodo::DataFrame other{{"A", {1, 2, 3}}};
  // expected-error@+2 {{'operator=' exists in annotated functions only}}
  // expected-note@+1 {{move the operation into a function with [[bodo::jit]], and call that}}
  df["B"] = df["A"] + 1;
  return static_cast<int>(f(df).size());
}
