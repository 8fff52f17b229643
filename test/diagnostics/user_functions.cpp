// The user's functions must not use other rows or call collectives.
#include <bodo/bodo.h>

#include <functional>

[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }
double through(double x) { return x + total(3); }

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}, {"b", bodo::arange(n)}};
  int count = 0;
  // expected-error:25@+2 {{the lambda changes 'count', which it captures}}
  // expected-note@+1 {{each rank would change its own: return the values as a column, and reduce that}}
  df["a"] = df["k"].map([count](std::int64_t k) mutable { return k + ++count; });
  // expected-error:25@+2 {{the lambda is mutable}}
  // expected-note@+1 {{it has one state on each rank: a value is a function of its row alone}}
  df["b"] = df["k"].map([count](std::int64_t k) mutable { return k + count; });
  df["c"] = df["k"].map([](std::int64_t k) {
    // expected-error:16@+2 {{the lambda keeps 'calls' from one row to the next}}
    // expected-note@+1 {{each rank would have its own: a value is a function of its row alone; cumsum and shift see other rows}}
    static int calls = 0;
    return k + ++calls;
  });
  df["d"] = df["k"].map([](std::int64_t k) {
    static const int one = 1;
    return k + one;
  });
  // expected-error:25@+2 {{the function calls 'total', which all ranks must call together}}
  // expected-note@+1 {{a function of rows runs as often as its rank has rows: call 'total' before, and capture its result}}
  df["e"] = df["k"].map([](std::int64_t k) { return k + total(3); });
  // expected-error:25@+2 {{the function calls 'total', which all ranks must call together}}
  // expected-note@+1 {{a function of rows runs as often as its rank has rows: call 'total' before, and capture its result}}
  df["f"] = df["k"].map(through);
  // expected-error:25@+2 {{the function calls 'barrier', which all ranks must call together}}
  // expected-note@+1 {{a function of rows runs as often as its rank has rows: call 'barrier' before, and capture its result}}
  df["g"] = df["k"].map([](std::int64_t k) {
    bodo::barrier();
    return k;
  });
  df["h"] = df["k"].map([](std::int64_t k) { return k + bodo::get_size(); });
  // expected-error:62@+2 {{the function calls 'total', which all ranks must call together}}
  // expected-note@+1 {{a function of rows runs as often as its rank has rows: call 'total' before, and capture its result}}
  auto g = df.groupby("k").agg({{"r", bodo::reduce("k", 0.0, [](double a, double b) { return a + b + total(1); })}});
  std::function<double(double)> twice = [](double x) { return 2 * x; };
  df["i"] = df["k"].map(twice);
  // expected-error:32@+2 {{the function has 1 parameter, but gets 2 columns}}
  // expected-note@+1 {{it takes one value of each column: df.map({"A", "B"}, [](double a, double b) { ... })}}
  df["j"] = df.map({"k", "b"}, [](double x) { return x; });
}

int main() { f(3); }
