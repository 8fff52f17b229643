// Operations run before the statement that uses their results: they cannot use what it declares, or what rounds change.
#include <bodo/bodo.h>

[[bodo::jit]] std::int64_t f(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  std::int64_t k = 0;
  // expected-error@+2 {{'df[df["a"] > i].size()' in an annotated function uses a variable that the same statement declares}}
  // expected-note@+1 {{declare the variable in a statement before this one}}
  for (std::int64_t i = df["a"].min(), j = df[df["a"] > i].size(); i < j; ++i) ++k;
  // expected-error@+2 {{'df[df["a"] < i].size()' in the head of a loop in an annotated function has another value in each round}}
  // expected-note@+1 {{move it into the body of the loop}}
  for (std::int64_t i = 0; i < 3; i += df[df["a"] < i].size() + 1) ++k;
  // expected-error@+2 {{the declaration of 'p', a pointer, reference or array, in an annotated function stands beside variables that operations use}}
  // expected-note@+1 {{declare each variable in a statement of its own}}
  const std::int64_t *p = &k, first = df["a"].min(), more = df[df["a"] > first].size();
  return k + *p + more;
}

int main() { return f(3) != 0; }
