// Two columns with the same name in the result of an operation.
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame twice_in_braces(int n) {
  // expected-error:47@+2 {{the frame has two columns named 'A'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"A", bodo::arange(n)}};
  return df;
}

[[bodo::jit]] bodo::DataFrame twice_in_agg(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"B", bodo::arange(n)}};
  // expected-error:60@+2 {{the aggregated frame has two columns named 'x'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  return df.groupby("A").agg({{"x", bodo::sum("B")}, {"x", bodo::mean("B")}});
}

[[bodo::jit]] bodo::DataFrame key_in_agg(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"B", bodo::arange(n)}};
  // expected-error:37@+2 {{the aggregated frame has two columns named 'A'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  return df.groupby("A").agg({{"A", bodo::sum("B")}});
}

[[bodo::jit]] bodo::DataFrame renamed(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"B", bodo::arange(n)}};
  // expected-error:27@+2 {{the renamed frame has two columns named 'B'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  return df.rename({{"A", "B"}});
}

[[bodo::jit]] bodo::DataFrame selected(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"B", bodo::arange(n)}};
  // expected-error:19@+2 {{the selection has two columns named 'A'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  return df[{"A", "A"}];
}

[[bodo::jit]] bodo::DataFrame merged(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}, {"v", bodo::arange(n)}, {"v_x", bodo::arange(n)}};
  bodo::DataFrame b{{"k", bodo::arange(n)}, {"v", bodo::arange(n)}};
  // expected-error@+2 {{the merged frame has two columns named 'v_x'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  return a.merge(b, {.on = "k"});
}

int main() {}
