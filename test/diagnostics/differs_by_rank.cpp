// User functions must not use values that differ from rank to rank.
#include <bodo/bodo.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

std::int64_t of_process(std::int64_t v) { return v + getpid(); }
std::int64_t deep(std::int64_t v) { return of_process(v); }
std::int64_t hidden(std::int64_t v) {
  if (bodo::get_rank() == 0) v = 0;
  return v;
}
std::int64_t shown(std::int64_t v) {
  if (bodo::get_rank() == 0) std::puts("a row of rank 0");
  return v;
}

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{the function calls 'getpid', which differs from rank to rank}}
  // expected-note@+1 {{a value is a function of its row alone: call 'getpid' before, and capture its result, which the ranks compare}}
  df["B"] = df["A"].map(deep);
  // expected-error@+2 {{the function calls 'get_rank', which differs from rank to rank}}
  // expected-note@+1 {{a value is a function of its row alone: call 'get_rank' before, and capture its result, which the ranks compare}}
  df["C"] = df["A"].map(hidden);
  // expected-error@+2 {{the function calls 'getenv', which differs from rank to rank}}
  // expected-note@+1 {{a value is a function of its row alone: call 'getenv' before, and capture its result, which the ranks compare}}
  df["D"] = df["A"].map([](std::int64_t v) { return std::getenv("HOME") != nullptr ? v : 0; });
  df["E"] = df["A"].map(shown);
}

int main() { f(3); }
