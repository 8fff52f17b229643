// Constants that are not known while compiling.
#include <bodo/bodo.h>

#include <string>

bodo::Schema variable = bodo::schema({{"A", bodo::int64}});
extern const bodo::Schema elsewhere;
bodo::Schema chosen(int k) { return k == 1 ? variable : elsewhere; }
// expected-error:36@+2 {{the value of 'ends_never()' is not known while compiling}}
// expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
bodo::Schema ends_never() { return ends_never(); }

[[bodo::jit]] void f(const std::string& path) {
  // expected-error:33@+2 {{the value of 'variable' is not known while compiling}}
  // expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
  auto a = bodo::read_csv(path, variable);
  // expected-error:33@+2 {{the value of 'elsewhere' is not known while compiling}}
  // expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
  auto b = bodo::read_csv(path, elsewhere);
  // expected-error:33@+2 {{the value of 'chosen' is not known while compiling}}
  // expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
  auto c = bodo::read_csv(path, chosen(1));
  auto d = bodo::read_csv(path, ends_never());
}

[[bodo::jit]] void of_a_parameter(bodo::DataFrame df) {
  // expected-error:20@+2 {{the value of 'variable' is not known while compiling}}
  // expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
  bodo::expect(df, variable);
  bodo::print(df);
}

int main() { f("x.csv"); }
