// Wrong arguments of operations that give frames another shape.
#include <bodo/bodo.h>

#include <chrono>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}, {"v", bodo::arange(n) * 0.5}, {"s", bodo::full(n, "x")}};
  // expected-error:15@+2 {{pivot_table takes one column as .columns}}
  // expected-note@+1 {{write df.pivot_table({.values = "v", .index = "k", .columns = "c"}, {"a", "b"})}}
  auto a = df.pivot_table({.values = "v", .index = "k"}, {"x"});
  // expected-error:74@+2 {{'pivot_table' needs the values of 's', each of which becomes a column}}
  // expected-note@+1 {{the columns of a frame are known while compiling: give the values in braces, {"a", "b"}; or leave them out, if the column comes unchanged from a file that shows its schema, as bodo::like("sample.parquet") does: its values become the columns}}
  auto b = df.pivot_table({.values = "v", .index = "k", .columns = "s"}, {});
  // expected-error:84@+2 {{'average' is not a value of the option .aggfunc}}
  // expected-note@+1 {{the values are "mean", "sum", "min", "max", "count", "nunique", "median", "std", "var", "first", "last", "prod"}}
  auto c = df.pivot_table({.values = "v", .index = "k", .columns = "s", .aggfunc = "average"}, {"x"});
  // expected-error:80@+2 {{the pivot table has two columns named 'x'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  auto d = df.pivot_table({.values = "v", .index = "k", .columns = "s"}, {"x", "x"});
  // expected-error:40@+2 {{the edges of 'cut' must increase}}
  // expected-note@+1 {{10 is not less than 5}}
  df["e"] = bodo::cut(df["v"], {0, 10, 5});
  // expected-error:56@+2 {{.labels has 1 names for 2 classes}}
  // expected-note@+1 {{there is one class fewer than edges or quantiles}}
  df["f"] = bodo::cut(df["v"], {0, 10, 50}, {.labels = "low"});
  // expected-error:33@+2 {{'qcut' takes a number of classes that is known while compiling, from 1 to 1000, or quantiles in braces}}
  // expected-note@+1 {{write bodo::qcut(s, 4) or bodo::qcut(s, {0, 0.5, 0.9, 1})}}
  df["g"] = bodo::qcut(df["v"], 0);
  // expected-error:45@+2 {{'sometimes' is not a value of the option .keep}}
  // expected-note@+1 {{the values are "first", "last", "none"}}
  auto h = df.drop_duplicates("k", {.keep = "sometimes"});
  // expected-error:50@+2 {{no column of the frame can hold 2020-01-01 (date)}}
  // expected-note@+1 {{fill single columns: df["A"] = df["A"].fillna(0)}}
  auto i = df.fillna(std::chrono::year(2020) / 1 / 1);
  // expected-error:32@+2 {{'cut' takes a number of classes that is known while compiling, from 1 to 1000, or edges in braces}}
  // expected-note@+1 {{write bodo::cut(s, 4) or bodo::cut(s, {0, 10, 100})}}
  df["j"] = bodo::cut(df["v"], n);
  // expected-error:13@+2 {{classes of equal width are of numbers, not of 's' (string)}}
  // expected-note@+1 {{give the edges in braces, bodo::cut(s, {...}), or write bodo::qcut(s, 4)}}
  df["l"] = bodo::cut(df["s"], 3);
  // expected-error:46@+1 {{the option .labels is a list of names, or false}}
  df["m"] = bodo::cut(df["v"], 3, {.labels = true});
  // expected-error:34@+2 {{'describe' of groups shows one column}}
  // expected-note@+1 {{choose it: groupby(...)["A"].describe()}}
  auto o = df.groupby("s")[{"k", "v"}].describe();
  // expected-error:45@+2 {{the option .fill_value is "x" (string), which a column of float64 cannot hold}}
  // expected-note@+1 {{convert the column, .astype(...), or fill with a value of its type}}
  df["q"] = df["v"].shift(1, {.fill_value = "x"});
}

int main() { f(3); }
