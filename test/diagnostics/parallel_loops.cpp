// Parallel loops that would not give what the loop gives one iteration after the other; beside each, what is right.
#include <bodo/bodo.h>

#include <cstdint>
#include <vector>

void change(double& x) { x = 1; }

[[bodo::jit]] void writes(std::int64_t n, std::int64_t k) {
  bodo::Array<double> a = bodo::zeros(n);
  bodo::Array<double> b = bodo::ones(n);
  bodo::Array<std::int64_t> keys = bodo::arange(n);
  for (auto i : bodo::prange(n)) a[i] = b[i];
  // expected-error@+2 {{'a[i + 1]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n - 1)) a[i + 1] = b[i];
  // expected-error@+2 {{'a[0]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(n)) a[0] = b[i];
  for (auto i : bodo::prange(n)) a[keys[i] % 3] += 1;
  for (auto i : bodo::prange(1, n)) {
    // expected-error@+2 {{'a[i - 1]' is read, and 'a[i]' written: which iteration comes first would decide what is read}}
    // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
    a[i] = a[i - 1] + 1;
  }
  for (auto i : bodo::prange(1, n)) a[i] = b[i - 1] + a[i];
  // expected-error@+2 {{'a[2]' is written outside of a parallel loop}}
  // expected-note@+1 {{for (auto i : bodo::prange(n)) a[i] = ... writes the elements that meet a condition on i; bodo::where chooses values for all}}
  a[2] = 1;
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[i]' is bound to a reference or a pointer}}
    // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
    change(a[i]);
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[i]' is bound to a reference or a pointer}}
    // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
    auto& here = a[i];
    here = 1;
  }
  for (auto i : bodo::prange(n)) {
    double here = a[i];
    change(here);
    a[i] = here;
  }
}

[[bodo::jit]] double reads(std::int64_t n, std::int64_t k) {
  bodo::Array<double> a = bodo::zeros(n);
  bodo::Array<std::int64_t> keys = bodo::arange(n);
  const std::vector<double> table{1, 2, 3};
  double sum = 0;
  for (auto i : bodo::prange(n)) sum += table[static_cast<std::size_t>(keys[i] % 3)];
  for (auto i : bodo::prange(n)) sum += a[keys[i]];
  for (auto i : bodo::prange(n)) sum += a[i + k];
  for (auto i : bodo::prange(n / 2)) sum += a[2 * i];
  for (auto i : bodo::prange(n - 2)) sum += a[i + 1 + 1] - a[1 + i];
  return sum;
}

[[bodo::jit]] double keys(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n);
  bodo::Array<std::int64_t> k = bodo::arange(n);
  double sum = 0;
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[k[i]]' is the element of another iteration, or of several}}
    // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
    a[k[i]] += 1;
    sum += a[i];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[k[i]]' is the element of another iteration, or of several}}
    // expected-note@+1 {{write a[i]; what is combined by a key is a statement of its own, a[key] += y, and all that the loop does with 'a'}}
    const double before = a[k[i]] += 1;
    sum += before;
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'k[i % 3]' is an integer, which each iteration would round}}
    // expected-note@+1 {{declare it as double, or convert what is combined: static_cast<std::int64_t>(...)}}
    k[i % 3] += a[i];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a[k[i]]' is read, and 'a[i]' written: which iteration comes first would decide what is read}}
    // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
    a[i] = a[k[i]];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a', which a lambda uses, in a parallel loop}}
    // expected-note@+1 {{the loop must see each read and each write: pass the elements as arguments}}
    const auto at = [&](std::int64_t index) { return a[index]; };
    sum += at(k[i]);
  }
  for (auto i : bodo::prange(n)) {
    const auto twice = [](double x) { return 2 * x; };
    sum += twice(a[k[i]]);
  }
  for (auto i : bodo::prange(n)) {
    if (i % 2 == 0) a[k[i]] -= static_cast<double>(k[i]);
    ++a[n - 1 - i];
  }
  return sum;
}

[[bodo::jit]] void types(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"x", bodo::float64}, {"s", bodo::string}}));
  // expected-error@+2 {{the elements of an array are known, and 'x' (float64) may be missing}}
  // expected-note@+1 {{say what takes their place: .fillna(0)}}
  bodo::Array<double> a = df["x"];
  bodo::Array<double> b = df["x"].fillna(0);
  // expected-error@+1 {{the elements of an array are numbers, and this is a string series}}
  bodo::Array<double> c = df["s"].fillna("");
}

int main() {}
