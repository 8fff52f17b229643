// Attributes of bodo that do not exist.
#include <bodo/bodo.h>

// expected-error@+2 {{unknown attribute 'bodo::jitt'; did you mean 'jit'?}}
// expected-note@+1 {{the one attribute is [[bodo::jit]]}}
[[bodo::jitt]] int f(int n) { return n; }

// expected-error@+2 {{unknown attribute 'bodo::parallel'}}
// expected-note@+1 {{the one attribute is [[bodo::jit]]}}
[[using bodo: parallel]] int g(int n) { return n; }

int main() { return f(1) + g(2); }
