// A frame has the same columns on every path.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{'df' has different columns after the two branches of this if: {A: int64, B: int64} and {A: int64, B: float64}}}
  // expected-note@+1 {{a frame's columns are part of its type: give the variable the same columns on every path, or use two variables}}
  if (n > 3) {
    df["B"] = 1;
  } else {
    df["B"] = 1.5;
  }
  bodo::DataFrame other{{"A", bodo::arange(n)}};
  // expected-error@+2 {{'other' has different columns after a round of this while loop: {A: float64}, and {A: int64} before it}}
  // expected-note@+1 {{a frame's columns are part of its type: give the variable the same columns on every path, or use two variables}}
  while (n > 0) {
    other["A"] = other["A"] / 2;
    --n;
  }
}

int main() { f(3); }
