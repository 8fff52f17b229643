// Wrong values and names of types, each with the remedy.
#include <bodo/bodo.h>

#include <algorithm>
#include <chrono>
#include <vector>

[[bodo::jit]] void types(int n) {
  bodo::DataFrame df{{"key", bodo::arange(n)}, {"s", bodo::arange(n).astype("string")}};
  df["d"] = bodo::full(n, std::chrono::sys_days{});
  // expected-error:30@+2 {{there is no type 'decimal(40,2)'}}
  // expected-note@+1 {{a decimal is written decimal(digits,scale): 1 to 38 digits, `scale` of them after the point}}
  df["a"] = df["key"].astype("decimal(40,2)");
  // expected-error:30@+2 {{there is no type 'Int64'}}
  // expected-note@+1 {{did you mean 'int64'? the types are boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, string, date, timestamp, duration, decimal(15,2)}}
  df["b"] = df["key"].astype("Int64");
  // expected-error:21@+2 {{'+' cannot combine 's' (string) and 3 (int64)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  df["c"] = df["s"] + 3;
  // expected-error:21@+2 {{'-' cannot combine 'd' (date) and 'key' (int64)}}
  // expected-note@+1 {{a date or time goes with a duration: std::chrono::days(1), std::chrono::months(1)}}
  df["e"] = df["d"] - df["key"];
  // expected-error:13@+2 {{'-' cannot be applied to 's' (string)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  df["f"] = -df["s"];
  // expected-error:32@+2 {{'key' (int64) cannot be equal to "x" (string)}}
  // expected-note@+1 {{all values of isin have the column's type}}
  df["g"] = df["key"].isin({1, "x"});
  // expected-error:13@+2 {{the condition of 'where' must be boolean, not 'key' (int64)}}
  // expected-note@+1 {{compare: bodo::where(df["A"] > 0, ...)}}
  df["h"] = bodo::where(df["key"], 1, 2);
  // expected-error:13@+2 {{'sqrt' takes numbers, not 's' (string)}}
  // expected-note@+1 {{convert it first: .astype("float64")}}
  df["i"] = bodo::sqrt(df["s"]);
  static constexpr std::string_view name = "key";
  // expected-error:20@+2 {{'first' is a static variable of an annotated function}}
  // expected-note@+1 {{a constant needs no static: drop it}}
  static const int first = n;
  auto m = df["key"].max();
  // expected-error:17@+2 {{this depends on the C++ type of a reduction's result (in 'std::max(m, df["key"].min())')}}
  // expected-note@+1 {{give it a type first, as in double x = ...}}
  auto larger = std::max(m, df["key"].min());
  // expected-error:29@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('all' has the type 'std::vector<bodo::Scalar>')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own, and each reduction's result a C++ type}}
  std::vector<bodo::Scalar> all{m};
  // expected-error:16@+2 {{'key' is expected to be string, but is int64}}
  // expected-note@+1 {{expect it as it is, or convert it: .astype({{"key", "string"}})}}
  bodo::expect(df, bodo::schema({{"key", bodo::string}}));
}

int main() { types(3); }
