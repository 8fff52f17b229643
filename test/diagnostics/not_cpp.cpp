// Operators and loops that C++ does not have, and algorithms of the standard library on frames.
#include <bodo/bodo.h>

#include <algorithm>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error:26@+2 {{C++ has no operator 'in'}}
  // expected-note@+1 {{write df["A"].isin({1, 2})}}
  auto kept = df[df["A"] in {1, 2}];
  // expected-error:9@+2 {{C++ has no operator 'in'}}
  // expected-note@+1 {{write df["A"].isin({1, 2})}}
  if (3 in df["A"]) bodo::print(df);
  // expected-error:15@+2 {{C++ has no loop with 'in'}}
  // expected-note@+1 {{write for (auto x : values); rows are not visited one by one}}
  for (auto x in df["A"]) bodo::print(x);
  // expected-error:3@+2 {{'sort' does not take a frame}}
  // expected-note@+1 {{write df.sort_values({"A"})}}
  std::sort(df);
  // expected-error:3@+2 {{'sort' does not take a frame}}
  // expected-note@+1 {{write df.sort_values({"A"})}}
  std::ranges::sort(df);
}

int main() { f(3); }
