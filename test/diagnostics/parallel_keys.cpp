// Elements that loops combine by a key in ways that depend on the order of the iterations; after them, what is right.
#include <bodo/bodo.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

std::int64_t bin(double x) { return static_cast<std::int64_t>(x); }

[[bodo::jit]] double keys(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n), b = bodo::ones(n);
  bodo::Array<std::int64_t> k = bodo::arange(n);
  // expected-error@+2 {{the product of floats 'a[k[i]]' would depend on the number of ranks}}
  // expected-note@+1 {{add the logarithms: x += std::log(y), and std::exp(x) after the loop}}
  for (auto i : bodo::prange(n)) a[k[i]] *= 2;
  // expected-error@+2 {{'a[k[i]]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n)) a[k[i]] /= 2;
  // expected-error@+2 {{the index of 'a[bin(b[i])]' is computed twice, and may differ}}
  // expected-note@+1 {{compute it before: const auto key = ...}}
  for (auto i : bodo::prange(n)) a[bin(b[i])] = std::max(a[bin(b[i])], 1.0);
  for (auto i : bodo::prange(n)) {
    auto j = i;
    // expected-error@+2 {{the index of 'a[j++]' is computed twice, and may differ}}
    // expected-note@+1 {{compute it before: const auto key = ...}}
    a[j++] = std::max(a[j++], 1.0);
  }
  // expected-error@+2 {{the order of the iterations decides what NaN does to 'a[k[i]]'}}
  // expected-note@+1 {{write std::max(a[k[i]], ...): a[k[i]] comes first}}
  for (auto i : bodo::prange(n)) a[k[i]] = std::max(b[i], a[k[i]]);
  for (auto i : bodo::prange(n)) {
    a[k[i]] += 1;
    // expected-error@+2 {{'a[k[i]]' is combined over all iterations, and used in one of them}}
    // expected-note@+1 {{it has its value after the loop: use one statement for it, which does nothing else, and one operator}}
    a[k[i]] = std::max(a[k[i]], 1.0);
  }
  // expected-error@+2 {{'k[k[i]]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write k[i]; what is combined by a key is a statement of its own, k[key] += y, and all that the loop does with 'k'}}
  for (auto i : bodo::prange(n)) k[k[i]] = std::max(k[k[i]], k[0]);
  // expected-error@+2 {{'a[k[i]]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n)) a[k[i]] = std::max(a[k[n - i]], 1.0);
  // expected-error@+3 {{'a[k[i]]' is the element of another iteration, or of several}}
  // expected-note@+2 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n))
    if (a[k[i]] < b[i]) a[k[i]] = b[i] + 1;
  bodo::Array<std::int64_t> most = bodo::zeros(n), bits = bodo::zeros(n);
  for (auto i : bodo::prange(n)) {
    const auto key = bin(b[i]);
    a[key] = std::max(a[key], std::exp(b[i]));
    if (most[k[i]] < i) most[k[i]] = i;
    bits[key] ^= i;
  }
  for (auto i : bodo::prange(n)) bits[k[i]] *= 2;
  return a.sum();
}

[[bodo::jit]] double appended(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n), found = bodo::zeros(0), others = bodo::zeros(0);
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'found' gets elements in the parallel loop, and is used in another way}}
    // expected-note@+1 {{it has them all after the loop: use another array}}
    if (a[i] > 1) found.push_back(a[i]);
    if (i > 0) a[i] = found[i - 1];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'found' gets elements in the parallel loop, and is used in another way}}
    // expected-note@+1 {{it has them all after the loop: use another array}}
    if (i > found.size()) found.push_back(a[i]);
  }
  // expected-error@+2 {{push_back outside of a parallel loop}}
  // expected-note@+1 {{bodo::concat({a, b}) puts arrays one after the other}}
  found.push_back(1);
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'found', which a lambda uses, in a parallel loop}}
    // expected-note@+1 {{the loop must see each read and each write: pass the elements as arguments}}
    const auto keep = [&](double x) { found.push_back(x); };
    keep(a[i]);
  }
  for (auto i : bodo::prange(n)) {
    if (i < others.size()) found.push_back(a[i]);
    if (i % 2 == 0) {
      found.push_back(i);
    }
  }
  return found.sum();
}

int main() {
  keys(3);
  appended(3);
}
