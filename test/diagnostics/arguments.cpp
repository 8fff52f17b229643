// Wrong arguments: the caret is at the wrong item of a list.
#include <bodo/bodo.h>

[[bodo::jit]] void lists(int n) {
  bodo::DataFrame df{{"key", bodo::arange(n)}, {"value", bodo::arange(n)}};
  // expected-error:15@+2 {{no column is named here}}
  // expected-note@+1 {{a frame has at least one: df[{"A"}]}}
  auto none = df[{}];
  // expected-error:23@+2 {{there is no column 'VALUE'}}
  // expected-note@+1 {{did you mean 'value'? the columns are {key: int64, value: int64}}}
  auto a = df[{"key", "VALUE"}];
  // expected-error:35@+2 {{there is no column 'valeu'}}
  // expected-note@+1 {{did you mean 'value'? the columns are {key: int64, value: int64}}}
  auto b = df.sort_values({"key", "valeu"});
  // expected-error:28@+2 {{there is no column 'vaule'}}
  // expected-note@+1 {{did you mean 'value'? the columns are {value: int64}}}
  auto c = df.drop({"key", "vaule"});
  // expected-error:31@+2 {{there is no column 'Value'}}
  // expected-note@+1 {{did you mean 'value'? the columns are {key: int64, value: int64}}}
  auto d = df.groupby({"key", "Value"}).agg({{"total", bodo::sum("value")}});
  // expected-error:55@+2 {{there is no column 'valu'}}
  // expected-note@+1 {{did you mean 'value'? the columns are {key: int64, value: int64}}}
  auto e = df.groupby("key").agg({{"total", bodo::sum("valu")}});
  // expected-error:24@+2 {{there is no column 'kye'}}
  // expected-note@+1 {{did you mean 'key'? the columns are {key: int64, value: int64}}}
  auto g = df.rename({{"kye", "k"}});
  // expected-error:45@+2 {{there is no column 'walue'}}
  // expected-note@+1 {{did you mean 'value'? the columns are {key: int64, value: int64}}}
  auto h = df.merge(df, {.left_on = {"key", "walue"}, .right_on = {"key", "value"}});
  // expected-error:37@+2 {{there are 2 left keys, but 1 right ones}}
  // expected-note@+1 {{each left key is compared with the right key at its place}}
  auto i = df.merge(df, {.left_on = {"key", "value"}, .right_on = "key"});
  // expected-error:89@+2 {{.names has two columns named 'a'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  auto j = bodo::read_csv("no.csv", bodo::schema({{"a", bodo::int64}}), {.names = {"a", "a"}});
}

[[bodo::jit]] void called(bodo::DataFrame df) {
  // expected-error:18@+2 {{there is no column 'b'}}
  // expected-note@+1 {{the columns are {a: int64}}}
  bodo::print(df["b"]);
}

[[bodo::jit]] bodo::DataFrame make(int n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  return df;
}

int main() {
  lists(3);
  // expected-note@+1 {{'called' is called here with {a: int64}}}
  called(make(3));
}
