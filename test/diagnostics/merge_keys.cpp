// Keys of a merge that have different types.
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono_literals;

[[bodo::jit]] bodo::DataFrame numbers_and_strings(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}};
  bodo::DataFrame b{{"k", bodo::full(n, "x")}};
  // expected-error@+2 {{the keys 'k' (int64) and 'k' (string) have different types}}
  // expected-note@+1 {{convert one: right["k"].astype("int64")}}
  return a.merge(b, {.on = "k"});
}

[[bodo::jit]] bodo::DataFrame names_of_both_sides(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n)}, {"name", bodo::full(n, "x")}};
  bodo::DataFrame b{{"name", bodo::full(n, "x")}, {"half", bodo::arange(n) * 0.5}};
  // expected-error@+2 {{the keys 'k' (int64) and 'half' (float64) have different types}}
  // expected-note@+1 {{convert one: left["k"].astype("float64")}}
  return a.merge(b, {.left_on = {"name", "k"}, .right_on = {"name", "half"}});
}

[[bodo::jit]] bodo::DataFrame dates_and_times(int n) {
  bodo::DataFrame a{{"k", bodo::full(n, 2020y / std::chrono::January / 1)}};
  bodo::DataFrame b{{"k", bodo::full(n, std::chrono::sys_seconds(std::chrono::seconds(1)))}};
  // expected-error@+2 {{the keys 'k' (date) and 'k' (timestamp) have different types}}
  // expected-note@+1 {{convert one: left["k"].astype("timestamp")}}
  return a.merge(b, {.on = "k"});
}

int main() {}
