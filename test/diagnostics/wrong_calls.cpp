// Wrong calls: one error at the wrong item, with the remedy, and no list of overloads.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}, {"B", bodo::arange(rows)}};
  bodo::DataFrame other{{"A", bodo::arange(rows)}};
  // expected-error:32@+2 {{'sort_values' does not take this}}
  // expected-note@+1 {{for example df.sort_values({"A", "B"}, {.ascending = {false, true}})}}
  auto a = df.sort_values("A", false);
  // expected-error:54@+2 {{'read_csv' has no option '.seperator'}}
  // expected-note@+1 {{write .sep = ";"}}
  auto b = bodo::read_csv("x.csv", {.header = true, .seperator = ";"});
  // expected-error:38@+2 {{'read_csv' has no option '.heeder'}}
  // expected-note@+1 {{did you mean '.header'? its options are .sep, .header, .names, .usecols, .types, ...}}
  auto c = bodo::read_csv("x.csv", {.heeder = true});
  // expected-error:32@+2 {{'agg' takes a list, each item in braces}}
  // expected-note@+1 {{for example ...}}
  auto d = df.groupby("A").agg({"t", bodo::sum("B")});
  // expected-error:19@+2 {{a frame is not made of these}}
  // expected-note@+1 {{write each column in braces of its own: ...}}
  bodo::DataFrame e{"A", bodo::arange(3)};
  // expected-error:5@+2 {{this does not choose columns or rows}}
  // expected-note@+1 {{...df[df["A"] == 1], which compares with ==}}
  df[df["A"] = 1];
  // expected-error:7@+2 {{a series is not a condition: it has a value for each row}}
  // expected-note@+1 {{choose rows with it, ...}}
  if (df["A"] > 1) df = other;
  // expected-error:20@+2 {{'sum' is a function, and is not called}}
  // expected-note@+1 {{write sum()}}
  auto g = df["A"].sum + 1;
  // expected-error:15@+2 {{'+' does not combine a frame and an 'int'}}
  // expected-note@+1 {{operators work on columns: ...}}
  auto h = df + 1;
  // expected-error:11@+2 {{a column cannot hold a frame}}
  // expected-note@+1 {{choose one column of it: ...}}
  df["C"] = other;
  // expected-error:17@+2 {{the rows of a frame are not visited one by one}}
  // expected-note@+1 {{use operations on whole columns, ...}}
  for (auto row : df) {}
  // expected-error:22@+2 {{'slice' needs more arguments}}
  // expected-note@+1 {{for example ...slice(...}}
  auto i = df.slice(1);
  // expected-error:20@+2 {{'head' does not take this}}
  // expected-note@+1 {{for example df.head(10)}}
  auto j = df.head("3");
  // expected-error:30@+2 {{a column's type is named by a string here}}
  // expected-note@+1 {{write astype("int64"), ...}}
  auto k = df["A"].astype(int);
  // expected-error:10@+2 {{a series does not become a 'double'}}
  // expected-note@+1 {{a reduction makes one value of a column: ...}}
  double l = df["A"];
}

int main() { f(3); }
