// Variables that user code must not capture.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  const auto mean = df["A"].mean();
  // expected-error@+2 {{the lambda captures 'df', which is a frame}}
  // expected-note@+1 {{user code sees the values that it gets as parameters, and captured scalars}}
  df["B"] = df["A"].map([df](double x) { return x + static_cast<double>(df.size()); });
  // expected-error@+2 {{this depends on the C++ type of a reduction's result (captured as 'mean')}}
  // expected-note@+1 {{give it a type first, as in double x = ...}}
  df["C"] = df["A"].map([mean](double x) { return x - mean; });
  df["D"] = df["A"].map([](auto x) { return x; });
  df["E"] = df["A"].map([](double x) { return static_cast<void*>(nullptr) == &x; });
  // expected-error@+2 {{a column cannot hold a 'int *', the type of this parameter}}
  // expected-note@+1 {{the types are numbers, bool, std::string_view, std::chrono::sys_days, sys_time<nanoseconds> and nanoseconds, bodo::decimal_value, and std::optional of these}}
  df["F"] = df["A"].map([](int* x) { return *x; });
  // expected-error@+2 {{map takes a lambda or a function}}
  // expected-note@+1 {{its parameters are plain C++ values, or std::optional of them to see missing values}}
  df["G"] = df["A"].map(3);
  int calls = 0;
  // expected-error@+2 {{the lambda changes 'calls', which it captures}}
  // expected-note@+1 {{each rank would change its own: return the values as a column, and reduce that}}
  df["H"] = df["A"].map([&](double x) { return x + ++calls; });
  // expected-error@+2 {{a function of rows cannot change its arguments, as 'std::int64_t &' could}}
  // expected-note@+1 {{take the value, or a const reference to it, and return the new column's value}}
  df["J"] = df["A"].map([](std::int64_t& x) { return ++x; });
  // expected-error@+2 {{a column cannot hold a 'const char *', the type of this parameter}}
  // expected-note@+1 {{the types are numbers, bool, std::string_view, std::chrono::sys_days, sys_time<nanoseconds> and nanoseconds, bodo::decimal_value, and std::optional of these}}
  df["K"] = df["A"].astype("string").map([](const char* x) { return x[0] == '1'; });
  df["I"] = df["A"].map([&](double x) { return x + calls; });
}

int main() { f(3); }
