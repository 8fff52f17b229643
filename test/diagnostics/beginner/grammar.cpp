// Calls that C++ rejects: one error each, in the words of the language.
#include <bodo/bodo.h>

#include <cmath>
#include <string>

using bodo::int64, bodo::float64, bodo::string, bodo::date;

[[bodo::jit]] void f(const std::string& path) {
  auto df = bodo::read_csv(path, bodo::schema({{"id", int64}, {"price", float64}, {"city", string}, {"day", date}}));
  bodo::DataFrame other{{"id", {1, 2}}, {"x", {3, 4}}};

  // as a member
  // expected-error:18@+2 {{frames have no operation 'price'}}
  // expected-note@+1 {{columns are chosen in brackets: df["price"]; docs/operations.md lists all operations}}
  bodo::print(df.price.max());

  // in single quotes
  // expected-error:18@+2 {{strings are in double quotes}}
  // expected-note@+1 {{write "id"}}
  bodo::print(df['id'].max());

  // without the inner braces
  // expected-error:22@+2 {{several columns are in braces}}
  // expected-note@+1 {{write df[{"A", "B"}]}}
  bodo::print(df["id", "city"]);

  // to fill
  // expected-error:25@+2 {{'fillna' does not take this}}
  // expected-note@+1 {{for example df.fillna(0)}}
  bodo::print(df.fillna({{"pricee", 0}}));

  // a number instead of a name
  // expected-error:17@+1 {{columns are chosen by name: df["name"]; rows by df.slice(begin, end)}}
  bodo::print(df[0]);

  // C's functions
  // expected-error:20@+2 {{'sqrt' does not take a series}}
  // expected-note@+1 {{write bodo::sqrt: for example bodo::sqrt(df["a"])}}
  bodo::print(std::sqrt(df["price"]));

  // a condition on a whole column
  // expected-error:7@+2 {{a series is not a condition: it has a value for each row}}
  // expected-note@+1 {{choose rows with it, df[df["A"] > 1], or make it one value: (df["A"] > 1).any(), .all()}}
  if (df["id"] > 1) bodo::print(df);

  // = instead of ==
  // expected-error:17@+2 {{this does not choose columns or rows}}
  // expected-note@+1 {{write df["A"], df[{"A", "B"}] or df[df["A"] == 1], which compares with ==}}
  bodo::print(df[df["id"] = 1]);

  // rows one by one
  // expected-error:17@+2 {{the rows of a frame are not visited one by one}}
  // expected-note@+1 {{use operations on whole columns, or df["A"].map(f) for a function of each row}}
  for (auto row : df) bodo::print(row);

  // the first value
  // expected-error:23@+1 {{rows are spread over the ranks: slice(begin, end) takes some, first() the first value}}
  bodo::print(df["id"][0]);
}

int main(int, char** argv) { f(argv[1]); }
