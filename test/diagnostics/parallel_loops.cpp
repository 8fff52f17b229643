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
  // expected-note@+1 {{write a[i]; values that are combined by a key are groups: df.groupby("key")}}
  for (auto i : bodo::prange(n - 1)) a[i + 1] = b[i];
  // expected-error@+2 {{'a[0]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; values that are combined by a key are groups: df.groupby("key")}}
  for (auto i : bodo::prange(n)) a[0] = b[i];
  // expected-error@+2 {{'a[keys[i] % 3]' is the element of another iteration, or of several}}
  // expected-note@+1 {{write a[i]; values that are combined by a key are groups: df.groupby("key")}}
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
  // expected-error@+2 {{'a[keys[i]]' may be on another rank}}
  // expected-note@+1 {{read a[i], or a[i + k] with a constant k; a std::vector, of which each rank has all values, may be read anywhere}}
  for (auto i : bodo::prange(n)) sum += a[keys[i]];
  // expected-error@+2 {{'a[i + k]' may be on another rank}}
  // expected-note@+1 {{read a[i], or a[i + k] with a constant k; a std::vector, of which each rank has all values, may be read anywhere}}
  for (auto i : bodo::prange(n)) sum += a[i + k];
  // expected-error@+2 {{'a[2 * i]' may be on another rank}}
  // expected-note@+1 {{read a[i], or a[i + k] with a constant k; a std::vector, of which each rank has all values, may be read anywhere}}
  for (auto i : bodo::prange(n / 2)) sum += a[2 * i];
  for (auto i : bodo::prange(n - 2)) sum += a[i + 1 + 1] - a[1 + i];
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
