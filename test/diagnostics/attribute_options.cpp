// Options of the attribute that are unknown, contradictory or ill-formed.
#include <bodo/bodo.h>

// expected-error@+2 {{unknown option 'distributd' of [[bodo::jit]]; did you mean 'distributed'?}}
// expected-note@+1 {{the options are distributed, replicated, all_args_distributed and all_returns_distributed}}
[[bodo::jit(distributd = {"df"})]] bodo::DataFrame a(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

// expected-error@+2 {{'df' is flagged both distributed and replicated}}
// expected-note@+1 {{a frame is either spread over the ranks or whole on every rank: drop one of the flags}}
[[bodo::jit(distributed = {"df"}, replicated = {"df"})]] bodo::DataFrame b(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

// expected-error@+1 {{'dg' in 'distributed' is neither a parameter nor a variable of 'c'; did you mean 'df'?}}
[[bodo::jit(distributed = {"dg"})]] bodo::DataFrame c(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

// expected-error@+2 {{expected '=' and names in braces in the options of [[bodo::jit]]}}
// expected-note@+1 {{options are written as distributed = {"x", "y"}, replicated = {"x"}, all_args_distributed, all_returns_distributed}}
[[bodo::jit(distributed)]] void d() {}

// expected-error@+2 {{expected a name in double quotes in the options of [[bodo::jit]]}}
// expected-note@+1 {{options are written as distributed = {"x", "y"}, replicated = {"x"}, all_args_distributed, all_returns_distributed}}
[[bodo::jit(distributed = df)]] void e() {}

// expected-error@+2 {{'df' is flagged both distributed and replicated, as all_returns_distributed is given}}
// expected-note@+1 {{a frame is either spread over the ranks or whole on every rank: drop one of the flags}}
[[bodo::jit(all_returns_distributed, replicated = {"df"})]] bodo::DataFrame f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

// expected-error@+2 {{the option 'all_args_distributed' is given twice}}
// expected-note@+1 {{give all names in one list}}
[[bodo::jit(all_args_distributed, all_args_distributed)]] void g() {}

// expected-error@+2 {{'h' has [[bodo::jit]] more than once}}
// expected-note@+1 {{give all options in one attribute}}
[[bodo::jit]] [[bodo::jit]] void h() {}

// expected-error@+4 {{'other' in 'distributed' is a variable that 'i' does not return}}
// expected-note@+3 {{the flags are for frames that cross the call: parameters, and variables that are returned}}
// expected-error@+2 {{'n' in 'replicated' is a 'int'}}
// expected-note@+1 {{the flags are for frames that cross the call: parameters, and variables that are returned}}
[[bodo::jit(distributed = {"other", "df"}, replicated = {"n"})]] bodo::DataFrame i(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  bodo::DataFrame other{{"A", bodo::arange(n)}};
  df["B"] = other["A"];
  return df;
}

// expected-error@+2 {{expected ',' between options in the options of [[bodo::jit]]}}
// expected-note@+1 {{options are written as distributed = {"x", "y"}, replicated = {"x"}, all_args_distributed, all_returns_distributed}}
[[bodo::jit(distributed = "df"})]] bodo::DataFrame j(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

// expected-error@+4 {{'n' in 'distributed' is a 'int'}}
// expected-note@+3 {{the flags are for frames that cross the call: parameters, and variables that are returned}}
// expected-error@+2 {{expected ',' or '}' after a name in the options of [[bodo::jit]]}}
// expected-note@+1 {{options are written as distributed = {"x", "y"}, replicated = {"x"}, all_args_distributed, all_returns_distributed}}
[[bodo::jit(distributed = {"n")]] void k(int n) { bodo::print(n); }

int main() {}
