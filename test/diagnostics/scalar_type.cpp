// The C++ type of a reduction is not to be seen.
#include <bodo/bodo.h>

#include <cmath>
#include <vector>

template <class T>
double half(const T& x) {
  return static_cast<double>(x) / 2;
}

[[bodo::jit]] double f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  auto mean = df["A"].mean();
  // expected-error@+2 {{this depends on the C++ type of a reduction's result (a reference to it)}}
  // expected-note@+1 {{give it a type first, as in double x = ...}}
  auto& same = mean;
  // expected-error@+2 {{this depends on the C++ type of a reduction's result (in 'mean')}}
  // expected-note@+1 {{give it a type first, as in double x = ...}}
  double a = half(mean);
  std::vector<double> v{mean};
  decltype(mean) copy = mean;
  // expected-error@+2 {{a frame, a series or a reduction's result escapes into ordinary C++ ('pointer' has the type 'const bodo::Scalar *')}}
  // expected-note@+1 {{frames and series take part in operations, assignments, calls of annotated functions and returns only; give each frame a variable of its own, and each reduction's result a C++ type}}
  const auto* pointer = &mean;
  return a + v[0] + static_cast<double>(copy);
}

int main() { return static_cast<int>(f(3)); }
