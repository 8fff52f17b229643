// An annotated template that is never called is not compiled.
#include <bodo/bodo.h>

// expected-warning@+2 {{the annotated template 'f' is never called, and is not compiled}}
// expected-note@+1 {{its types are known from calls only}}
[[bodo::jit]] auto f(auto n) { return bodo::DataFrame{{"A", bodo::arange(n)}}; }

int main() {}
