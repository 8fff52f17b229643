// Only functions can be annotated.
#include <bodo/bodo.h>

// expected-error@+2 {{[[bodo::jit]] is for functions, and this is a variable}}
// expected-note@+1 {{write it before the function's return type}}
[[bodo::jit]] int counter = 0;

// expected-error@+2 {{[[bodo::jit]] is for functions, and this is a type}}
// expected-note@+1 {{write it before the function's return type}}
struct [[bodo::jit]] Place {
  // expected-error@+2 {{[[bodo::jit]] is for functions, and this is a member}}
  // expected-note@+1 {{write it before the function's return type}}
  [[bodo::jit]] int member;
};

// expected-error@+2 {{[[bodo::jit]] is for functions, and this is a parameter}}
// expected-note@+1 {{write it before the function's return type}}
void f([[bodo::jit]] int) {}

int main() {}
