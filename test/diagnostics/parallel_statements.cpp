// Statements that parallel loops cannot have; beside each, what is right.
#include <bodo/bodo.h>

#include <cstdint>
#include <cstdlib>

[[bodo::jit]] double statements(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n);
  bodo::DataFrame df{{"a", a}};
  double sum = 0, least = 1;
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{break in a parallel loop}}
    // expected-note@+1 {{other iterations may run at the same time: use continue, or an ordinary for loop}}
    if (a[i] > 1) break;
    sum += a[i];
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{return in a parallel loop}}
    // expected-note@+1 {{other iterations may run at the same time: return after the loop}}
    if (a[i] > 1) return 1;
  }
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{the static variable 'times' in a parallel loop}}
    // expected-note@+1 {{it would be one for all iterations of a rank: leave out static}}
    static int times = 0;
    sum += ++times;
  }
  // expected-error@+2 {{a frame as a whole, 'df', in a parallel loop}}
  // expected-note@+1 {{an iteration has elements of arrays: bodo::Array<double> a = ...; a[i]}}
  for (auto i : bodo::prange(n)) sum += static_cast<double>(i) * static_cast<double>(df.size());
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{the operation 'bodo::prange' in a parallel loop}}
    // expected-note@+1 {{operations work on whole columns: call it before or after the loop}}
    for (auto j : bodo::prange(n)) sum += static_cast<double>(i * j);
  }
  // expected-error@+2 {{'barrier', which all ranks must call together, in a parallel loop}}
  // expected-note@+1 {{call it before the loop}}
  for ([[maybe_unused]] auto i : bodo::prange(n)) bodo::barrier();
  // expected-error@+2 {{'i' is changed in the parallel loop}}
  // expected-note@+1 {{each iteration has its number: use another variable}}
  for (auto i : bodo::prange(n)) ++i;
  for (auto i : bodo::prange(n)) {
    // expected-error@+2 {{'least' is declared outside of the parallel loop, and changed in it}}
    // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
    const auto lower = [&](double x) { least = x; };
    lower(a[i]);
  }
  // expected-error@+2 {{'rand', which differs from rank to rank, in a parallel loop}}
  // expected-note@+1 {{the result would depend on the number of ranks: bodo::random_uniform gives random numbers by element}}
  for (auto i : bodo::prange(n)) a[i] = std::rand();
  for (auto i : bodo::prange(n)) {
    if (a[i] > 1) continue;
    for (int j = 0; j < 10; ++j) {
      if (j == 5) break;
      sum += a[i] * j;
    }
  }
  return sum + least;
}

[[bodo::jit]] double alias(std::int64_t n) {
  bodo::Array<double> a = bodo::zeros(n);
  double sum = 0;
  double& other = sum;
  // expected-error@+2 {{'other' is declared outside of the parallel loop, and changed in it}}
  // expected-note@+1 {{declare it in the loop's body; what is combined over all iterations is written as a statement: x += y, x -= y, integers also *=, &=, |=, ^=, and x = std::min(x, y), x = std::max(x, y)}}
  for (auto i : bodo::prange(n)) other += a[i];
  return sum;
}

[[bodo::jit]] double calls(const bodo::DataFrame& df) {
  bodo::expect(df, bodo::schema({{"x", bodo::float64}}));
  bodo::Array<double> a = df["x"].fillna(0);
  return a[0];
}

int main() {}
