// Frames have no second name.
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{'alias' would be another name for a frame}}
  // expected-note@+1 {{frames are values: declare it without the reference, which copies cheaply}}
  auto& alias = df;
  // expected-error@+2 {{'same' would be another name for a frame}}
  // expected-note@+1 {{frames are values: declare it without the reference, which copies cheaply}}
  const bodo::DataFrame& same = df;
  alias["B"] = 1;
  return same;
}

// expected-error@+2 {{parameter 'df' is a non-const reference to a frame}}
// expected-note@+1 {{frames are values: pass it by value or by const&, and return the changed one}}
[[bodo::jit]] void g(bodo::DataFrame& df) { df["B"] = 1; }

[[bodo::jit]] void h(int n) {
  // expected-error@+2 {{'df' is a static variable of an annotated function}}
  // expected-note@+1 {{pass it as an argument, or keep it in ordinary code}}
  static bodo::DataFrame df{{"A", bodo::arange(n)}};
}

int main() {
  bodo::DataFrame df;
  f(3);
  g(df);
  h(3);
}
