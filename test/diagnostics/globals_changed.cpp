// Rows are computed when they are used: variables that their functions read must not change in between.
#include <bodo/bodo.h>

int scale = 1, limit = 2, count = 0;
int scaled(int x) { return x * scale; }
void raise() { ++limit; }

[[bodo::jit]] void f(int n) {
  limit = n;
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{the function reads 'scale', which 'f' changes after this statement}}
  // expected-note@+1 {{rows are computed where they are used, perhaps after the change: pass it a local variable that has the value}}
  df["B"] = df["A"].map(scaled);
  // expected-error@+2 {{the function reads 'scale', which 'f' changes after this statement}}
  // expected-note@+1 {{rows are computed where they are used, perhaps after the change: pass it a local variable that has the value}}
  df["C"] = df["A"].map([](auto x) { return x * scale; });
  // expected-error@+2 {{the function reads 'limit', which 'f' changes after this statement}}
  // expected-note@+1 {{rows are computed where they are used, perhaps after the change: pass it a local variable that has the value}}
  df["D"] = df["A"].map([](std::int64_t x) { return x > limit; });
  df["E"] = df["A"].map([](std::int64_t x) { return ++count, x; });
  const int now = scale;
  df["F"] = df["A"].map([now](auto x) { return x * now; });
  scale = 100;
  raise();
  df["G"] = df["A"].map(scaled);
  bodo::print(df);
}

int main() { f(3); }
