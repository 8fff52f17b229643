// Clang reports errors in ill-formed C++, and bodocc does not continue.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+1 {{frames have no operation 'grouby'; did you mean 'groupby'?}}
  df.grouby("A");
  // expected-error@+1 {{series have no operation 'summ'; did you mean 'sum'?}}
  bodo::print(df["A"].summ());
  // expected-error@+1 {{use of undeclared identifier 'undeclared'}}
  undeclared(df);
  // expected-note@+1 {{to match this '['}}
  df[
// expected-error@+2 {{expected expression}}
// expected-error@+1 {{expected ']'}}
}

int main() { f(3); }
