// Operations on values of the wrong type: the caret is on the operand, or on the operation.
#include <bodo/bodo.h>

#include <cmath>
#include <string>

using bodo::int64, bodo::float64, bodo::string, bodo::date;

[[bodo::jit]] void f(const std::string& path) {
  auto df = bodo::read_csv(path, bodo::schema({{"id", int64}, {"price", float64}, {"city", string}, {"day", date}}));

  // a number as text
  // expected-error:27@+2 {{'==' cannot combine 'id' (int64) and "30" (string)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  bodo::print(df[df["id"] == "30"]);

  // text as a number
  // expected-error:29@+2 {{'>' cannot combine 'city' (string) and 5 (int64)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  bodo::print(df[df["city"] > 5]);

  // a date in another notation
  // expected-error:28@+2 {{'>' cannot combine 'day' (date) and "31.12.2024" (string)}}
  // expected-note@+1 {{write a date as std::chrono does: 1998y / September / 2}}
  bodo::print(df[df["day"] > "31.12.2024"]);

  // a date that does not exist
  // expected-error:28@+2 {{'>' cannot combine 'day' (date) and "2024-02-30" (string)}}
  // expected-note@+1 {{write a date as std::chrono does: 1998y / September / 2}}
  bodo::print(df[df["day"] > "2024-02-30"]);

  // text and numbers joined
  // expected-error:28@+2 {{'+' cannot combine 'city' (string) and 'id' (int64)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  df["label"] = df["city"] + df["id"];

  // methods of text on numbers
  // expected-error:30@+2 {{.str().upper() needs strings, not 'id' (int64)}}
  // expected-note@+1 {{make it strings first: .astype("string")}}
  bodo::print(df["id"].str().upper());

  // methods of dates on text
  // expected-error:31@+2 {{.dt().year() needs dates or times, not 'city' (string)}}
  // expected-note@+1 {{read it as dates (.parse_dates), or convert it: .astype("timestamp")}}
  bodo::print(df["city"].dt().year());

  // a mean of text
  // expected-error:26@+2 {{there is no 'mean' of 'city' (string)}}
  // expected-note@+1 {{min, max, first, last, count and nunique are for all types; numbers in strings...}}
  bodo::print(df["city"].mean());

  // a mean of text in groups
  // expected-error:44@+2 {{there is no 'mean' of 'city' (string)}}
  // expected-note@+1 {{min, max, first, last, count and nunique are for all types; numbers in strings...}}
  bodo::print(df.groupby("day").agg({{"m", bodo::mean("city")}}));

  // rows by a number
  // expected-error:18@+2 {{rows are chosen by booleans, not by 'id' (int64)}}
  // expected-note@+1 {{compare: df[df["A"] > 3]; a column is chosen by its name: df["A"]}}
  bodo::print(df[df["id"]]);

  // a condition and a number
  // expected-error:31@+2 {{'&&' takes booleans, not a boolean series and 'price' (float64)}}
  // expected-note@+1 {{compare first: (df["a"] != 0) && ...}}
  bodo::print(df[df["id"] > 1 && df["price"]]);

  // a mean as an integer
  // expected-error:32@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  const int mean = df["price"].mean();
  bodo::print(mean);

  // a function of the wrong type
  // expected-error:28@+2 {{parameter 1 of the function is std::string, but its column is 'id' (int64)}}
  // expected-note@+1 {{columns come as integers, double, bool, std::string_view,...}}
  bodo::print(df["id"].map([](const std::string& s) { return s.size(); }));

  // a function of two columns on one
  // expected-error:28@+2 {{the function has 2 parameters, but gets 1 column}}
  // expected-note@+1 {{it takes one value of each column: df.map({"A", "B"}, [](double a, double b) { ... })}}
  bodo::print(df["id"].map([](long a, long b) { return a + b; }));

  // a difference of texts
  // expected-error:26@+2 {{'-' cannot combine 'city' (string) and "x" (string)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  bodo::print(df["city"] - "x");

  // text for missing numbers
  // expected-error:29@+2 {{'fillna' cannot combine 'price' (float64) and "unknown" (string)}}
  // expected-note@+1 {{convert the string or the other operand with .astype(...)}}
  df["price"] = df["price"].fillna("unknown");

  // an option's value
  // expected-error:48@+2 {{'outter' is not a value of the option .how}}
  // expected-note@+1 {{did you mean 'outer'? the values are "inner", "left", "right", "outer", "semi",...}}
  bodo::print(df.merge(df, {.on = "id", .how = "outter"}));

  // a comparison with nothing
  // expected-error:33@+2 {{'nullptr' is not a missing value}}
  // expected-note@+1 {{df["A"].isna() asks for missing values; as a value it is std::nullopt}}
  bodo::print(df[df["price"] == nullptr]);
}

int main(int, char** argv) { f(argv[1]); }
