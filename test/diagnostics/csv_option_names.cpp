// Options that read_csv has not, whatever their values are.
#include <bodo/bodo.h>

[[bodo::jit]] void f() {
  const auto t = bodo::schema({{"a", bodo::int64}});
  // expected-error@+2 {{'read_csv' has no option '.skiprows'}}
  // expected-note@+1 {{write .skip_rows = 1}}
  auto l = bodo::read_csv("x.csv", t, {.skiprows = 2});
  // expected-error@+2 {{'read_csv' has no option '.tousands'}}
  // expected-note@+1 {{did you mean '.thousands'? ...}}
  auto m = bodo::read_csv("x.csv", t, {.tousands = '.'});
  // expected-error@+2 {{'read_csv' has no option '.delimiter'}}
  // expected-note@+1 {{write .sep = ";"}}
  auto n = bodo::read_csv("x.csv", t, {.delimiter = ';'});
  // expected-error@+2 {{'read_csv' has no option '.dtype'}}
  // expected-note@+1 {{write .types = {{"A", bodo::string}}...}}
  auto o = bodo::read_csv("x.csv", {.dtype = {{"a", bodo::int64}}});
}

int main() { f(); }
