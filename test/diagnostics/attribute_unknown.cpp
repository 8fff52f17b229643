// Attributes of bodo that do not exist.
#include <bodo/bodo.h>

// expected-error@+2 {{unknown attribute 'bodo::jitt'; did you mean 'jit'?}}
// expected-note@+1 {{the attributes are [[bodo::jit]], [[bodo::same]] and [[bodo::varies]]}}
[[bodo::jitt]] int f(int n) { return n; }

// expected-error@+2 {{unknown attribute 'bodo::parallel'}}
// expected-note@+1 {{the attributes are [[bodo::jit]], [[bodo::same]] and [[bodo::varies]]}}
[[using bodo: parallel]] int g(int n) { return n; }

// expected-error@+2 {{unknown attribute 'jit'}}
// expected-note@+1 {{the attributes are [[bodo::jit]], [[bodo::same]] and [[bodo::varies]]}}
[[jit]] int h(int n) { return n; }

// expected-error:7@+2 {{an attribute has two colons}}
// expected-note@+1 {{write [[bodo::jit]]}}
[[bodo:jit]] int i(int n) { return n; }

// expected-error:10@+2 {{unknown attribute 'numba::jit'}}
// expected-note@+1 {{the attributes are [[bodo::jit]], [[bodo::same]] and [[bodo::varies]]}}
[[numba::jit]] int j(int n) { return n; }

// expected-error:3@+2 {{unknown attribute 'bodo'}}
// expected-note@+1 {{the attributes are [[bodo::jit]], [[bodo::same]] and [[bodo::varies]]}}
[[bodo]] int k(int n) { return n; }

int main() { return f(1) + g(2); }
