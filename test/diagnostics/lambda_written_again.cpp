// A lambda that captures by reference is constructed again at its use: its other captures must be the same there.
#include <bodo/bodo.h>

#include <cstdlib>

int calls = 0;
int next() { return ++calls; }

[[bodo::jit]] void f(int n, int by) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  int seen = 10;
  const auto called = [&seen, c = next()](std::int64_t v) { return v + seen + c; };
  const auto kept = [&seen, by](std::int64_t v) { return v + seen + by; };
  const auto twice = [&, d = 2 * by](std::int64_t v) { return v + seen + d; };
  const auto drawn = [&seen, r = std::rand()](std::int64_t v) { return v + seen + r; };
  const auto alone = [by](std::int64_t v) { return v + by; };
  ++by;
  // expected-error@+2 {{this lambda is made anew here, with copies of its captures by reference, and 'c' may have changed}}
  // expected-note@+1 {{keep the value in a constant, const auto value = ...; before the lambda, and capture that; or write the lambda where it is used}}
  df["B"] = df["A"].map(called);
  // expected-error@+2 {{this lambda is made anew here, with copies of its captures by reference, and 'by' may have changed}}
  // expected-note@+1 {{keep the value in a constant, const auto value = ...; before the lambda, and capture that; or write the lambda where it is used}}
  df["C"] = df["A"].map(kept);
  // expected-error@+2 {{this lambda is made anew here, with copies of its captures by reference, and 'd' may have changed}}
  // expected-note@+1 {{keep the value in a constant, const auto value = ...; before the lambda, and capture that; or write the lambda where it is used}}
  df["D"] = df["A"].map(twice);
  // expected-error@+2 {{this lambda is made anew here, with copies of its captures by reference, and 'r' may have changed}}
  // expected-note@+1 {{keep the value in a constant, const auto value = ...; before the lambda, and capture that; or write the lambda where it is used}}
  df["F"] = df["A"].map(drawn);
  df["E"] = df["A"].map(alone);
}

int main() { f(3, 1); }
