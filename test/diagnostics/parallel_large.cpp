// Arrays that a loop needs on every rank, and of which constants tell that they are too large; beside each, what is right.
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] double large(std::int64_t n) {
  constexpr std::int64_t rows = 3000000;
  bodo::Array<double> a = bodo::zeros(rows), b = bodo::zeros(n);
  bodo::Array<std::int64_t> k = bodo::arange(rows);
  double sum = 0;
  for (auto i : bodo::prange(rows)) a[i] = static_cast<double>(k[i]);
  for (auto i : bodo::prange(1, n)) sum += a[i - 1] + b[k[i]];
  // expected-error@+2 {{'a' has 3000000 elements, and every rank would need all of them (at most 1048576): the loop reads them at any index}}
  // expected-note@+1 {{read a[i + k] with a constant k, or merge frames by a key}}
  for (auto i : bodo::prange(n)) sum += b[i] + a[n - i];
  return sum;
}

[[bodo::jit]] double many_keys(std::int64_t n) {
  bodo::Array<std::int64_t> k = bodo::random_integers(0, 2000000, n, {.seed = 1});
  bodo::Array<double> few = bodo::zeros(1 << 20), counts = bodo::zeros(2000000);
  for (auto i : bodo::prange(n)) ++few[k[i]];
  // expected-error@+2 {{'counts' has 2000000 elements, and every rank would need all of them (at most 1048576): the loop combines them at any index}}
  // expected-note@+1 {{use groupby, which has any number of keys}}
  for (auto i : bodo::prange(n)) ++counts[k[i]];
  return few.sum() + counts.sum();
}

int main() {
  large(3);
  many_keys(3);
}
