// Arrays of two dimensions: what depends on the order of the iterations, other shapes and types; beside each, what is right.
#include <bodo/bodo.h>

#include <algorithm>
#include <cstdint>

void change(double& x) { x = 1; }

[[bodo::jit]] double loops(std::int64_t n, std::int64_t m) {
  bodo::Array<double, 2> a = bodo::zeros(n, m), b = bodo::ones(n, m);
  bodo::Array<std::int64_t, 2> counts = bodo::zeros(m, 2);
  double sum = 0;
  for (auto i : bodo::prange(n - 1))
    for (std::int64_t j = 0; j < m; ++j)
      // expected-error@+2 {{'a(i + 1, j)' is the element of another iteration, or of several}}
      // expected-note@+1 {{write a(i, j); what is combined by a key is a statement of its own, a(key, j) += y, and all that the loop does with 'a'}}
      a(i + 1, j) = b(i, j);
  // expected-error@+2 {{'a(0, i)' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a(i, j); what is combined by a key is a statement of its own, a(key, j) += y, and all that the loop does with 'a'}}
  for (auto i : bodo::prange(m)) a(0, i) = b(i, 0);
  for (auto i : bodo::prange(1, n)) {
    // expected-error@+2 {{'a(i - 1, 0)' is read, and 'a(i, j)' written: which iteration comes first would decide what is read}}
    // expected-note@+1 {{write to another array, and exchange the two after the loop: std::swap(a, b)}}
    a(i, 0) = a(i - 1, 0) + 1;
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'a(i, 0)' is bound to a reference or a pointer}}
    // expected-note@+1 {{read it into a variable, or assign it: the loop must see each read and each write}}
    change(a(i, 0));
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'counts(i % 2, 0)' is an integer, which each iteration would round}}
    // expected-note@+1 {{declare it as double, or convert what is combined: static_cast<std::int64_t>(...)}}
    counts(i % 2, 0) += b(i, 0);
  }
  // expected-error@+2 {{'a(2, 0)' is written outside of a parallel loop}}
  // expected-note@+1 {{for (auto i : bodo::prange(n)) a(i, j) = ... writes the elements that meet a condition on i; bodo::where chooses values for all}}
  a(2, 0) = 1;
  for (auto i : bodo::prange(1, n)) {
    for (std::int64_t j = 1; j < m; ++j) a(i, j) = b(i - 1, j) + a(i, j - 1);
    counts(i % m, i % 2) += 1;
    counts(0, 1)++;
    sum += b(n - i, 0);
  }
  for (auto i : bodo::prange(n)) counts(i % m, 0) = std::max(counts(i % m, 0), i);
  return a(2, 0) + sum;
}

[[bodo::jit]] double values(std::int64_t n, int axis) {
  bodo::Array<double, 2> a = bodo::zeros(n, 3);
  // expected-error@+2 {{the axis must be 0 or 1}}
  // expected-note@+1 {{0 gives a value for each column, 1 a value for each row}}
  bodo::Array<double> s = a.sum(2);
  bodo::Array<double> t = a.sum(0);
  return t.sum();
}

[[bodo::jit]] double of_columns(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"x", bodo::float64}, {"k", bodo::int64}, {"s", bodo::string}}));
  // expected-error@+2 {{the elements of an array are known, and 'x' (float64) may be missing}}
  // expected-note@+1 {{say what takes their place: .fillna(0)}}
  bodo::Array<double, 2> a = df[{"x", "k"}].to_array();
  // expected-error@+2 {{the elements of an array are numbers, and a string series is none}}
  // expected-note@+1 {{choose columns: df[{"x", "y"}].to_array()}}
  bodo::Array<double, 2> b = df[{"s"}].fillna("").to_array();
  bodo::Array<double, 2> c = df[{"x", "k"}].fillna(0).to_array();
  // expected-error@+2 {{the elements of an array are known, and 'x' (float64) may be missing}}
  // expected-note@+1 {{say what takes their place: .fillna(0)}}
  const bodo::Array<double> d = c.transpose().matmul(df["x"]);
  const bodo::Array<double> e = c.transpose().matmul(df["x"].fillna(0));
  return c.sum() + e.sum();
}

// expected-error@+2 {{a parameter of the type 'const bodo::Matrix &' in an annotated function is not supported}}
// expected-note@+1 {{write the type of its elements: bodo::Array<double, 2>}}
[[bodo::jit]] double takes(const bodo::Matrix& a) { return a.sum(); }

[[bodo::jit]] double passes(int n) {
  bodo::Array<double, 2> a = bodo::zeros(n, 2);
  return takes(a);
}

[[bodo::jit]] bodo::Series column(int n) {
  bodo::Array<double, 2> a = bodo::zeros(n, 2);
  return a.column(1);
}

int main() {
  loops(3, 2);
  values(3, 1);
  column(3);
}
