// Generic functions that do not fit their columns: Clang reports the error, in the user's text.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"S", bodo::arange(n).astype("string")}};
  // expected-error@+2 {{invalid operands to binary expression ('std::basic_string_view<char>' and 'int')}}
  // expected-note@+1 {{in instantiation of function template specialization 'f(int)::(anonymous class)::operator()<std::basic_string_view<char>>' requested here}}
  df["B"] = df["S"].map([](auto x) { return x * 2; });
}

[[bodo::jit]] void g(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{no matching function for call to object of type 'const (lambda at generic_functions.cpp:15:25)'}}
  // expected-note@+1 {{candidate function template not viable: requires 2 arguments, but 1 was provided}}
  df["B"] = df["A"].map([](auto x, auto y) { return x * y; });
}

struct Counter {
  int calls = 0;
  std::int64_t operator()(std::int64_t x) { return x + ++calls; }
};

[[bodo::jit]] void h(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{the function's operator() is not const}}
  // expected-note@+1 {{it has one state on each rank: a value is a function of its row alone}}
  df["B"] = df["A"].map(Counter{});
}

int main() {
  h(3);
  f(3);
  g(3);
}
