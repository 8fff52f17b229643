// Windows that cannot be.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}, {"x", bodo::arange(n)}, {"s", bodo::full(n, "a")}};
  // expected-error:19@+1 {{a window has at least its own row}}
  df["x"].rolling(0).sum();
  // expected-error:38@+1 {{the option .min_periods is larger than the window}}
  df["x"].rolling(3, {.min_periods = 4}).sum();
  // expected-error:22@+2 {{there is no 'mean' of 's' (string)}}
  // expected-note@+1 {{it is for numbers; numbers in strings become numbers by .astype("float64")}}
  df["s"].rolling(3).mean();
  // expected-error:11@+2 {{there is no 'cummax' of 's' (string)}}
  // expected-note@+1 {{it is for numbers, dates and times}}
  df["s"].cummax();
  // expected-error:14@+2 {{windows of time have a fixed length, which months and years do not have}}
  // expected-note@+1 {{give days: "30d"}}
  df.rolling("3q", {.on = "k"})["x"].sum();
  // expected-error:27@+1 {{windows of time need dates or times, not 'k' (int64)}}
  df.rolling("3d", {.on = "k"})["x"].sum();
  // expected-error:24@+2 {{the option .on is for windows of time}}
  // expected-note@+1 {{give a time, "7d", or leave the option out for rows in their order}}
  df.rolling(3, {.on = "k"})["x"].sum();
  // expected-error:33@+1 {{'ewm' needs one of the options .alpha, .span, .com and .halflife}}
  df["x"].ewm({.adjust = true}).mean();
  // expected-error:25@+2 {{the option .alpha cannot be 1.5}}
  // expected-note@+1 {{alpha is above 0 and at most 1, span at least 1, com at least 0, halflife above 0}}
  df["x"].ewm({.alpha = 1.5}).mean();
  // expected-error:27@+2 {{'densest' is not a value of the option .method}}
  // expected-note@+1 {{did you mean 'dense'? the values are "average", "min", "max", "first", "dense"}}
  df["x"].rank({.method = "densest"});
  // expected-error:27@+1 {{the option .limit is at least 1}}
  df["x"].ffill({.limit = 0});
}

int main() { f(3); }
