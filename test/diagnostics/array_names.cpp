// Operations that arrays do not have.
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] double unknown(std::int64_t n) {
  bodo::Array<double> a = bodo::ones(n);
  // expected-error@+2 {{arrays have no operation 'argsort'}}
  // expected-note@+1 {{docs/operations.md lists all operations}}
  const auto place = a.argsort();
  return a.sum();
}

int main() { unknown(3); }
