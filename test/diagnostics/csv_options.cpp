// Mistakes in the options of read_csv.
#include <bodo/bodo.h>

[[bodo::jit]] void f(char separator) {
  const auto t = bodo::schema({{"a", bodo::int64}});
  // expected-error:49@+1 {{the option .quote takes one character, not '""'}}
  auto a = bodo::read_csv("x.csv", t, {.quote = "\"\""});
  // expected-error@+1 {{',' cannot be .sep and .comment}}
  auto b = bodo::read_csv("x.csv", t, {.comment = ','});
  // expected-error@+2 {{'"' cannot be .quote and .escape}}
  // expected-note@+1 {{two quotes within quotes are one without an .escape}}
  auto c = bodo::read_csv("x.csv", t, {.escape = '"'});
  // expected-error@+2 {{'.' cannot separate thousands and be the decimal point}}
  // expected-note@+1 {{numbers such as 1.234,5 have .thousands = ".", .decimal = ","}}
  auto d = bodo::read_csv("x.csv", t, {.thousands = '.'});
  // expected-error@+1 {{';' cannot be .sep and .thousands}}
  auto d2 = bodo::read_csv("x.csv", t, {.sep = ';', .thousands = ';'});
  // expected-error@+2 {{there is no directive '%q'}}
  // expected-note@+1 {{the directives are ...}}
  auto e = bodo::read_csv("x.csv", t, {.date_format = "%q"});
  // expected-error@+2 {{no column holds dates or times in this .date_format}}
  // expected-note@+1 {{name the columns: .parse_dates = {"day"}}}
  auto g = bodo::read_csv("x.csv", t, {.date_format = "%Y"});
  // expected-error@+2 {{the schema declares the types: .usecols is for types that are found in a file}}
  // expected-note@+1 {{leave it out: the columns of the schema are read, as its types}}
  auto h = bodo::read_csv("x.csv", t, {.usecols = "a"});
  // expected-error@+2 {{'skipp' is not a value of the option .on_bad_lines}}
  // expected-note@+1 {{did you mean 'skip'? the values are "error", "skip", "missing"}}
  auto i = bodo::read_csv("x.csv", t, {.on_bad_lines = "skipp"});
  // expected-error@+1 {{the option .skip_rows must be a number while compiling, and not negative}}
  auto j = bodo::read_csv("x.csv", t, {.skip_rows = -1});
  // expected-error@+2 {{the value of 'separator' is not known while compiling}}
  // expected-note@+1 {{declare it const with its value in this file, or as a function without parameters that only returns it}}
  auto k = bodo::read_csv("x.csv", t, {.sep = separator});
  // expected-error@+1 {{the option .header is true or false, not 0}}
  auto l = bodo::read_csv("x.csv", t, {.header = 0});
}

int main() { f(','); }
