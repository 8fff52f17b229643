// Conditions of merges that are not over their two frames.
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame one_name_for_both(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}, {"t", bodo::arange(n) % 3}};
  // expected-error@+2 {{'df' is both the left and the right frame of this merge}}
  // expected-note@+1 {{say which one: bodo::left["a"] < bodo::right["a"]}}
  return df.merge(df, {.on = "t", .where = df["k"] < bodo::right["k"]});
}

[[bodo::jit]] bodo::DataFrame another_frame(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  bodo::DataFrame b{{"k", bodo::arange(n)}};
  // expected-error@+2 {{the condition of a merge uses rows other than the two that it compares}}
  // expected-note@+1 {{name the left and the right frame by their variables or by bodo::left and bodo::right; compute values that need other rows before the merge, as a column or a scalar}}
  return a[a["k"] > 1].merge(b, {.on = "k", .where = a["k"] < b["k"]});
}

[[bodo::jit]] bodo::DataFrame other_rows(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  bodo::DataFrame b{{"k", bodo::arange(n)}, {"x", bodo::arange(n)}};
  // expected-error@+2 {{the condition of a merge uses rows other than the two that it compares}}
  // expected-note@+1 {{name the left and the right frame by their variables or by bodo::left and bodo::right; compute values that need other rows before the merge, as a column or a scalar}}
  return a.merge(b, {.on = "k", .where = a["k"] < b["x"].shift(1)});
}

[[bodo::jit]] bodo::DataFrame no_condition(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  bodo::DataFrame b{{"k", bodo::arange(n)}, {"x", bodo::arange(n)}};
  // expected-error@+2 {{the condition of a merge is a int64 series, not boolean}}
  // expected-note@+1 {{compare it with something: left["a"] < right["b"]}}
  return a.merge(b, {.on = "k", .where = a["k"] - b["x"]});
}

[[bodo::jit]] bodo::DataFrame unknown_column(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  bodo::DataFrame b{{"k", bodo::arange(n)}, {"x", bodo::arange(n)}};
  // expected-error@+2 {{there is no column 'x'}}
  // expected-note@+1 {{the columns are {k: int64}}}
  return a.merge(b, {.on = "k", .where = bodo::left["x"] < b["x"]});
}

[[bodo::jit]] bodo::DataFrame outside(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  // expected-error@+2 {{'bodo::left' is used outside of the condition of a merge}}
  // expected-note@+1 {{it stands for a frame of the merge in .where, as in {.on = "k", .where = bodo::left["a"] < bodo::right["b"]}}}
  return a[bodo::left["k"] > 2];
}

[[bodo::jit]] bodo::DataFrame cross_with_keys(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  // expected-error@+2 {{how = "cross" is for pairs of all rows: it has no keys}}
  // expected-note@+1 {{with keys it is how = "inner"}}
  return a.merge(a, {.on = "k", .how = "cross"});
}

int main() {}
