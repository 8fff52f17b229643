// Names of columns must be known while compiling.
#include <bodo/bodo.h>

#include <string>
#include <vector>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  const std::string name(n, 'A');
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
  // a loop over names is compiled round by round, but for one that may end early or changes the name
  for (const char* each : {"A", "B"}) {
    if (n > 3) break;
    // expected-error@+2 {{the column name is not known while compiling}}
    // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
    bodo::print(df[each]);
  }
  for (std::string each : {"A", "B"}) {
    each += "C";
    // expected-error@+2 {{the column name is not known while compiling}}
    // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
    bodo::print(df[each]);
  }
  // expected-error@+2 {{there is no column 'C'}}
  // expected-note@+1 {{the columns are {A: int64}}}
  for (const char* each : {"A", "C", "D"}) bodo::print(df[each]);
  // expected-error@+2 {{the name of a column must be known while compiling}}
  // expected-note@+1 {{write it as a literal or a constexpr std::string_view: the schema of the frame depends on it}}
  df[name] = 3;
}

// What calls pass is known if it is a constant.
[[bodo::jit]] bodo::DataFrame column(const bodo::DataFrame& df, const std::string& name) {
  // expected-error@+2 {{the column name is not known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  return df[{name}];
}

[[bodo::jit]] bodo::DataFrame passedOn(int n, const std::string& name) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-note@+1 {{this call gives 'name' of 'column' its value}}
  return column(df, name);
}

// A parameter that changes is none.
[[bodo::jit]] void changes(int n, std::string name) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  name += "B";
  // expected-error@+2 {{the column name is not known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  bodo::print(df[name]);
}

// Nothing in this file passes one.
[[bodo::jit]] void uncalled(int n, const std::string& name) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  // expected-error@+2 {{the column name is not known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  bodo::print(df[name]);
}

int main(int, char** argv) {
  f(3);
  // expected-note@+1 {{'name' is not a constant in this call of 'passedOn', which is compiled for each constant that calls pass}}
  passedOn(3, argv[1]);
  changes(3, "A");
}
