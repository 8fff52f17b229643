// Variables in parallel loops that depend on the order of the iterations; beside each, what is right.
#include <bodo/bodo.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <vector>

int calls = 0;
double counted(double x) {
  ++calls;
  return x;
}
double pure(double x) { return x * calls; }

[[bodo::jit]] double variables(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n);
  double sum = 0, last = 0, product = 1, least = 3;
  std::int64_t count = 0;
  std::vector<double> seen;
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'last' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    last = a[i];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'seen' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    seen.push_back(a[i]);
  }
  for (auto i : bodo::prange(n)) {
    sum += a[i];
    // expected-error@+2 {{'sum' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    a[i] = sum;
  }
  for (auto i : bodo::prange(n)) {
    sum += a[i];
    // expected-error@+2 {{'sum' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    sum = std::max(sum, a[i]);
  }
  // expected-error@+2 {{the product of floats 'product' would depend on the number of ranks}}
  // expected-note@+1 {{add the logarithms: x += std::log(y), and std::exp(x) after the loop}}
  for (auto i : bodo::prange(n)) product *= a[i];
  // expected-error@+2 {{'count' is an integer, which each iteration would round}}
  // expected-note@+1 {{declare it as double, or convert what is combined: static_cast<std::int64_t>(...)}}
  for (auto i : bodo::prange(n)) count += a[i] / 2;
  // expected-error@+2 {{the order of the iterations decides what NaN does to 'least'}}
  // expected-note@+1 {{write std::min(least, ...): least comes first}}
  for (auto i : bodo::prange(n)) least = std::min(a[i], least);
  // expected-error@+2 {{'counted', which changes 'calls', in a parallel loop}}
  // expected-note@+1 {{iterations on other ranks do not see the change: return a value instead}}
  for (auto i : bodo::prange(n)) sum += counted(a[i]);
  // expected-error@+2 {{'cout' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) std::cout << a[i];
  for (auto i : bodo::prange(n)) {
    const double now = pure(a[i]);
    sum += now;
    if (now < least) least = now;
    count += static_cast<std::int64_t>(now);
    product += std::log(now);
  }
  return sum + last + product + least + static_cast<double>(count) + static_cast<double>(seen.size());
}

int main() {}
