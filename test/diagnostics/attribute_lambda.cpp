// A lambda cannot be annotated.
#include <bodo/bodo.h>

int main() {
  // expected-warning@+3 {{an attribute specifier sequence in this position is a C++23 extension}}
  // expected-error@+2 {{[[bodo::jit]] cannot be applied to a lambda}}
  // expected-note@+1 {{make it a function at namespace scope}}
  const auto f = [] [[bodo::jit]] (int n) { return n; };
  return f(1);
}
