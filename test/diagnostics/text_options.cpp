// Mistakes in what text becomes.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"n", bodo::arange(n)}, {"s", bodo::full(n, "a")}};
  // expected-error:53@+1 {{the option .thousands takes one character that is no part of a number}}
  df["o"] = df["s"].astype("float64", {.thousands = "12"});
  // expected-error:53@+2 {{'.' cannot separate thousands and be the decimal point}}
  // expected-note@+1 {{numbers such as 1.234,5 have .thousands = ".", .decimal = ","}}
  df["o"] = df["s"].astype("float64", {.thousands = "."});
  // expected-error:30@+2 {{"a" (string) cannot replace values of 'n' (int64)}}
  // expected-note@+1 {{values of a column have one type: .map({{from, to}, ...}) gives values of another one}}
  df["o"] = df["n"].replace({{1, "a"}});
  // expected-error:30@+2 {{'n' (int64) is never equal to "a" (string)}}
  // expected-note@+1 {{the first value of each pair has the column's type}}
  df["o"] = df["n"].replace({{"a", 1}});
  // expected-error:26@+2 {{the pairs give values of string and of int64}}
  // expected-note@+1 {{they are values of one column, which has one type}}
  df["o"] = df["n"].map({{1, "a"}, {2, 2}});
  // expected-error:25@+2 {{'map' has no pairs}}
  // expected-note@+1 {{write df["A"].map({{"x", 1}, {"y", 2}})}}
  df["o"] = df["n"].map({});
  // expected-error:36@+2 {{the format is empty}}
  // expected-note@+1 {{leave it out for text such as 2024-02-29 13:00:00}}
  df["o"] = bodo::to_date(df["s"], "");
}

int main() { f(3); }
