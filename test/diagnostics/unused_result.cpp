// Operations change no frame: one whose result is not used does nothing.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}};
  // expected-warning:6@+2 {{the result of 'sort_values' is not used: operations change no frame}}
  // expected-note@+1 {{assign it, as in df = df.sort_values(...)}}
  df.sort_values("A");
  // expected-warning:11@+2 {{the result of '+' is not used: operations change no frame}}
  // expected-note@+1 {{assign it, as in df["B"] = df["A"] + 1}}
  df["A"] + 1;
  // expected-warning@+2 {{the result of '[]' is not used: operations change no frame}}
  // expected-note@+1 {{assign it, as in df = df.head(3)}}
  df[df["A"] > 1];
  // expected-warning:11@+2 {{the result of 'sum' is not used: operations change no frame}}
  // expected-note@+1 {{show it, as in bodo::print(s.sum()), or name it, as in double x = s.sum()}}
  df["A"].sum();
  (void)df.head(1);
  df.to_parquet("out");
  bodo::print(df);
}

int main() { f(3); }
