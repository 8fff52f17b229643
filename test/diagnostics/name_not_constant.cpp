// Names of columns must be known while compiling.
#include <bodo/bodo.h>

#include <string>
#include <vector>

[[bodo::jit]] void f(int n, const std::string& name) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{the column name is not known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  bodo::print(df[name]);
  std::vector<std::string> grows{"A"};
  grows.push_back("B");
  // expected-error@+2 {{the value of 'grows' is not known while compiling}}
  // expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
  bodo::print(df[grows]);
  // expected-error@+2 {{the column name is not known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  bodo::print(df.drop_duplicates(std::vector<std::string>(3, "A")));
  // expected-error@+2 {{the name of a column must be known while compiling}}
  // expected-note@+1 {{write it as a literal or a constexpr std::string_view: the schema of the frame depends on it}}
  df[name] = 3;
  for (const char* each : {"A", "B"}) bodo::print(df[each]);
}

int main() { f(3, "A"); }
