// Annotated functions cannot call themselves.
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame f(bodo::DataFrame df, int n) {
  if (n == 0) return df;
  // expected-error@+2 {{'f' calls itself}}
  // expected-note@+1 {{annotated functions cannot be recursive: use a loop}}
  return f(df, n - 1);
}

[[bodo::jit]] void g(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-note@+1 {{'f' is called here with {A: int64}}}
  bodo::print(f(df, n));
}

// ... nor by way of each other
[[bodo::jit]] bodo::DataFrame even(bodo::DataFrame df, int n);
[[bodo::jit]] bodo::DataFrame odd(bodo::DataFrame df, int n) {
  // expected-error@+2 {{'even' calls itself}}
  // expected-note@+1 {{annotated functions cannot be recursive: use a loop}}
  return even(df, n - 1);
}
bodo::DataFrame even(bodo::DataFrame df, int n) {
  if (n == 0) return df;
  // expected-note@+1 {{'odd' is called here with {A: int64}}}
  return odd(df, n - 1);
}
[[bodo::jit]] bodo::DataFrame start(int n) { return {{"A", bodo::arange(n)}}; }

int main() {
  g(3);
  odd(start(3), 3);
}
