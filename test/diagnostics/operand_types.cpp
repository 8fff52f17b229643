// Operands whose types do not match.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"S", bodo::full(n, "x")}};
  // expected-error@+2 {{'+' cannot combine 'A' (int64) and 'S' (string)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  df["B"] = df["A"] + df["S"];
  // expected-error@+2 {{'==' cannot combine 'A' (int64) and "x" (string)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  df["C"] = df["A"] == "x";
  // expected-error@+2 {{'NULL' is not a missing value}}
  // expected-note@+1 {{df["A"].isna() asks for missing values; as a value it is std::nullopt}}
  df["C"] = df["A"] == NULL;
  // expected-error@+2 {{'nullptr' is not a missing value}}
  // expected-note@+1 {{df["A"].isna() asks for missing values; as a value it is std::nullopt}}
  df["C"] = df["A"] == nullptr;
  // expected-error@+2 {{'&&' takes booleans, not 'A' (int64) and 'A' (int64)}}
  // expected-note@+1 {{compare first: (df["a"] != 0) && ...}}
  df["D"] = df["A"] && df["A"];
  // expected-error@+2 {{there is no 'mean' of 'S' (string)}}
  // expected-note@+1 {{min, max, first, last, count and nunique are for all types; numbers in strings become numbers by .astype("float64")}}
  bodo::print(df["S"].mean());
  // expected-error@+2 {{rows are chosen by booleans, not by 'A' (int64)}}
  // expected-note@+1 {{compare: df[df["A"] > 3]; a column is chosen by its name: df["A"]}}
  bodo::print(df[df["A"]]);
}

int main() { f(3); }
