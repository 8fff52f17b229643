// Attributes of results that are not on functions.
#include <bodo/bodo.h>

// expected-error@+2 {{[[bodo::same]] is for functions, and this is a variable}}
// expected-note@+1 {{write it before the function's return type}}
[[bodo::same]] int value = 1;
// expected-error@+2 {{[[bodo::varies]] is for functions, and this is a type}}
// expected-note@+1 {{write it before the function's return type}}
struct [[bodo::varies]] Kind {};

// expected-error@+2 {{[[bodo::same]] has no options}}
// expected-note@+1 {{write [[bodo::same]]}}
[[bodo::same(1)]] int marked();

int main() { return value; }
