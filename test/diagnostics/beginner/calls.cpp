// Calls of operations that C++ rejects: one error each, with the remedy.
#include <bodo/bodo.h>

#include <string>

using bodo::int64, bodo::float64, bodo::string, bodo::date;

[[bodo::jit]] void f(const std::string& path) {
  auto df = bodo::read_csv(path, bodo::schema({{"id", int64}, {"price", float64}, {"city", string}, {"day", date}}));
  bodo::DataFrame other{{"id", {1, 2}}, {"x", {3, 4}}};

  // a method that is not called
  // expected-error:24@+2 {{'sum' is a function, and is not called}}
  // expected-note@+1 {{write sum()}}
  bodo::print(df["id"].sum);

  // a property
  // expected-error:18@+2 {{frames have no operation 'columns'}}
  // expected-note@+1 {{the columns and their types are known while compiling: in ordinary code...}}
  bodo::print(df.columns);

  // an operation of pandas'
  // expected-error:18@+2 {{frames have no operation 'iloc'}}
  // expected-note@+1 {{write df.slice(begin, end) for rows; columns are chosen by name: df["A"]}}
  bodo::print(df.iloc[0]);

  // a function of rows
  // expected-error:18@+2 {{frames have no operation 'apply'}}
  // expected-note@+1 {{write operations on whole columns, or df.map({"A", "B"}, f) with a function of C++ values}}
  bodo::print(df.apply([](int v) { return v; }));

  // an option by position
  // expected-error:36@+2 {{'sort_values' does not take this}}
  // expected-note@+1 {{for example df.sort_values({"A", "B"}, {.ascending = {false, true}})}}
  bodo::print(df.sort_values("id", false));

  // in place
  // expected-error:26@+2 {{'sort_values' has no option '.inplace'}}
  // expected-note@+1 {{leave it out: frames are values, keys are columns, and there is no axis}}
  df.sort_values("id", {.inplace = true});

  // an option's name
  // expected-error:38@+2 {{'sort_values' has no option '.ascendng'}}
  // expected-note@+1 {{did you mean '.ascending'? its options are .ascending, .na_first}}
  bodo::print(df.sort_values("id", {.ascendng = false}));

  // an aggregate's name
  // expected-error:45@+2 {{'agg' does not take this}}
  // expected-note@+1 {{for example df.groupby("A").agg({{"total", bodo::sum("B")}, {"rows", bodo::size()}})}}
  bodo::print(df.groupby("city").agg({{"m", "average"}}));

  // frames added
  // expected-error:18@+2 {{'+' does not combine a frame and a frame}}
  // expected-note@+1 {{operators work on columns: df["A"] + 1}}
  bodo::print(df + other);

  // strings to print beside it
  // expected-error:23@+1 {{print takes one value: join several with fmt::format}}
  bodo::print("sum:", df["id"].sum());

  // the separator by position
  // expected-error:36@+2 {{'read_csv' does not take this}}
  // expected-note@+1 {{for example bodo::read_csv("weather.csv", {.parse_dates = {"DATE"}})}}
  bodo::print(bodo::read_csv(path, ";"));
}

int main(int, char** argv) { f(argv[1]); }
