// Parentheses that the options do not close.
#include <bodo/bodo.h>

// expected-error@+2 {{expected ')' in the options of [[bodo::jit]]}}
// expected-note@+1 {{options are written as distributed = {"x", "y"}, replicated = {"x"}, all_args_distributed, all_returns_distributed}}
[[bodo::jit(distributed = "df"}]] bodo::DataFrame f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

[[bodo::jit]] void g(int n) { bodo::print(n); }

int main() {
  f(3);
  g(3);
}
