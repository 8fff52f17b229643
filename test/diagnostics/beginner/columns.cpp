// Columns that are named wrongly: the caret is on the name.
#include <bodo/bodo.h>

#include <string>

using bodo::int64, bodo::float64, bodo::string, bodo::date;

[[bodo::jit]] void f(const std::string& path, const std::string& name, int n) {
  auto df = bodo::read_csv(path, bodo::schema({{"id", int64}, {"price", float64}, {"city", string}, {"day", date}}));
  bodo::DataFrame cities{{"city", {"Oslo", "Rome"}}, {"country", {"NO", "IT"}}};

  // a typing error
  // expected-error:18@+2 {{there is no column 'prcie'}}
  // expected-note@+1 {{did you mean 'price'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df["prcie"].sum());

  // the wrong case
  // expected-error:18@+2 {{there is no column 'Price'}}
  // expected-note@+1 {{did you mean 'price'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df["Price"].max());

  // a blank too many
  // expected-error:18@+2 {{there is no column 'price '}}
  // expected-note@+1 {{did you mean 'price'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df["price "].max());

  // a column that an earlier step has left out
  auto chosen = df[{"id", "city"}];
  // expected-error:22@+2 {{there is no column 'price'}}
  // expected-note@+1 {{the columns are {id: int64, city: string}}}
  bodo::print(chosen["price"].max());

  // in a list
  // expected-error:25@+2 {{there is no column 'town'}}
  // expected-note@+1 {{the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df[{"id", "town"}]);

  // as keys
  // expected-error:35@+2 {{there is no column 'dya'}}
  // expected-note@+1 {{did you mean 'day'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.groupby({"city", "dya"}).agg({{"n", bodo::size()}}));

  // in an aggregate
  // expected-error:59@+2 {{there is no column 'pirce'}}
  // expected-note@+1 {{did you mean 'price'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.groupby("city").agg({{"total", bodo::sum("pirce")}}));

  // in a sort
  // expected-error:39@+2 {{there is no column 'prices'}}
  // expected-note@+1 {{did you mean 'price'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.sort_values({"city", "prices"}));

  // in an option
  // expected-error:39@+2 {{there is no column 'cty'}}
  // expected-note@+1 {{did you mean 'city'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.merge(cities, {.on = "cty"}));

  // on one side only
  // expected-error:39@+2 {{there is no column 'country'}}
  // expected-note@+1 {{the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.merge(cities, {.on = "country"}));

  // to rename
  // expected-error:27@+2 {{there is no column 'Id'}}
  // expected-note@+1 {{did you mean 'id'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.rename({{"Id", "key"}}));

  // to drop
  // expected-error:24@+2 {{there is no column 'citty'}}
  // expected-note@+1 {{did you mean 'city'? the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df.drop({"citty"}));

  // known at run time only
  // expected-error:18@+2 {{the column name is not known while compiling}}
  // expected-note@+1 {{write a string literal, or a constexpr or const variable that is initialised with one}}
  bodo::print(df[name].max());

  // one that is made later
  // expected-error:18@+2 {{there is no column 'double'}}
  // expected-note@+1 {{the columns are {id: int64, price: float64, city: string, day: date}}}
  bodo::print(df["double"].max());
  df["double"] = df["price"] * 2;
}

// expected-note@+1 {{'name' is not a constant in this call of 'f', which is compiled for each...}}
int main(int, char** argv) { f(argv[1], argv[2], 3); }
