// Aggregates and windows of groups that cannot be.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}, {"x", bodo::arange(n)}, {"s", bodo::full(n, "a")}};
  // expected-error:19@+2 {{there is no column 'y'}}
  // expected-note@+1 {{the columns are {k: int64, x: int64, s: string}}}
  df.groupby("k")["y"].shift();
  // expected-error:19@+2 {{there is no 'mean' of 's' (string)}}
  // expected-note@+1 {{min, max, first, last, count and nunique are for all types; numbers in strings become numbers by .astype("float64")}}
  df.groupby("k").mean();
  // expected-error:38@+2 {{all columns of the frame are keys: there is none to aggregate}}
  // expected-note@+1 {{groupby(...).size() counts the rows of each group}}
  df[{"k", "x"}].groupby({"k", "x"}).sum();
  // expected-error:50@+2 {{there is no quantile 1.5}}
  // expected-note@+1 {{it is from 0 to 1: 0.9 for 90 percent}}
  df.groupby("k").agg({{"q", bodo::quantile("x", 1.5)}});
  // expected-error:38@+2 {{groups are chosen by a condition on their aggregates}}
  // expected-note@+1 {{compare them: bodo::sum("x") > 10}}
  bodo::print(df.groupby("k").filter(bodo::sum("x")));
  // expected-error:23@+2 {{the number of the row must be known while compiling}}
  // expected-note@+1 {{df[df.groupby(...).cumcount() == k] takes a variable}}
  df.groupby("k").nth(n);
  // expected-error:44@+2 {{'avg' is not the name of an aggregate}}
  // expected-note@+1 {{the names are "mean", "sum", "min", "max", "count", "nunique", "median", "std", "var", "first", "last", "prod", "size"}}
  df["y"] = df.groupby("k")["x"].transform("avg");
  // expected-error:23@+2 {{there is no 'median' of 's' (string)}}
  // expected-note@+1 {{min, max, first, last, count and nunique are for all types; numbers in strings become numbers by .astype("float64")}}
  bodo::print(df["s"].median());
}

int main(int argc, char**) {
  // expected-note@+1 {{'n' is not a constant in this call of 'f', which is compiled for each constant that calls pass}}
  f(argc);
}
