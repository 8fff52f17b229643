// All results of a function have one schema.
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  if (n > 3) return df;
  df["B"] = 1;
  // expected-error@+2 {{'f' returns frames with different columns}}
  // expected-note@+1 {{a function has one schema of results: give the frames the same columns}}
  return df;
}

int main() { f(3); }
