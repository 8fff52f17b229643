// An attribute that ends in one bracket: errors that follow from it are not reported.
#include <bodo/bodo.h>

// expected-error@+2 {{an attribute ends in two brackets}}
// expected-note@+1 {{write [[bodo::jit]]}}
[[bodo::jit] void f(int n) { bodo::print(bodo::arange(n)); }

int main() { f(3); }
