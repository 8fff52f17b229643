// Habits from other languages and libraries: one error, with the remedy.
#include <bodo/bodo.h>

#include <algorithm>
#include <cmath>

double half(double x) { return x / 2; }

[[bodo::jit]] void of_other_languages(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}, {"B", bodo::arange(rows)}};
  // expected-error:14@+2 {{several columns are in braces}}
  // expected-note@+1 {{write df[{"A", "B"}]}}
  auto a = df[["A"]];
  // expected-error:18@+2 {{several columns are in braces}}
  // expected-note@+1 {{write df[{"A", "B"}]}}
  auto b = df["A", "B"];
  // expected-error:12@+2 {{a frame is not a function}}
  // expected-note@+1 {{write df["A"] for a column, df.slice(begin, end) for rows}}
  auto c = df("A");
  // expected-error:15@+2 {{there is no variable 'A'}}
  // expected-note@+1 {{columns are named by strings: df["A"]}}
  auto d = df[A];
  // expected-error:17@+2 {{'sqrt' does not take a series}}
  // expected-note@+1 {{write bodo::sqrt: for example bodo::sqrt(df["a"])}}
  auto e = std::sqrt(df["A"]);
  // expected-error:17@+2 {{'max' does not take a series}}
  // expected-note@+1 {{write bodo::max: for example bodo::max(df["a"], 0)}}
  auto g = std::max(df["A"], df["B"]);
  // expected-error:17@+2 {{'sqrt' does not take a reduction's result}}
  // expected-note@+1 {{give it a type first: double x = df["A"].mean()}}
  auto h = std::sqrt(df["A"].mean());
  // expected-error:12@+2 {{'half' does not take a series}}
  // expected-note@+1 {{a function of C++ values is called for each row by df["A"].map(half)}}
  auto i = half(df["A"]);
  // expected-error:21@+2 {{C++ has no operator '**'}}
  // expected-note@+1 {{write bodo::pow(df["A"], 2) for a column, std::pow(x, 2) for a number}}
  auto j = df["A"] ** 2;
  // expected-error:20@+2 {{arguments have no names}}
  // expected-note@+1 {{for example df.head(10)}}
  auto k = df.head(n = 3);
  // expected-error:36@+2 {{options are given by name in braces}}
  // expected-note@+1 {{write {.sep = ...}; for example bodo::read_csv(...}}
  auto l = bodo::read_csv("x.csv", sep = ";");
}

[[bodo::jit]] void options(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}, {"B", bodo::arange(rows)}};
  // expected-error:50@+2 {{strings are in double quotes}}
  // expected-note@+1 {{write "?"}}
  auto a = bodo::read_csv("x.csv", {.na_values = '?'});
  // expected-error:37@+2 {{several names are in braces of their own}}
  // expected-note@+1 {{write .names = {"A", "B"}}}
  auto b = bodo::read_csv("x.csv", {.names = "A", "B"});
  // expected-error:66@+2 {{C++ requires options in their declared order}}
  // expected-note@+1 {{the order of 'sort_values' is .ascending, .na_first}}
  auto c = df.sort_values({"A"}, {.na_first = true, .ascending = false});
  // expected-error:46@+2 {{'read_parquet' has no option '.usecols'}}
  // expected-note@+1 {{leave it out: columns and rows that are not used are not read}}
  auto d = bodo::read_parquet("x.parquet", {.usecols = {"A"}});
  // expected-error:49@+2 {{this is not a column type}}
  // expected-note@+1 {{write bodo::schema({{"A", bodo::int64}, ...}}
  auto e = bodo::expect(df, bodo::schema({{"A", "int64"}}));
  // expected-error@+2 {{'clip' needs more arguments}}
  // expected-note@+1 {{one bound alone is s.clip(0, std::nullopt)}}
  df["low"] = df["a"].clip(0);
  // expected-error@+2 {{'to_csv' takes fewer arguments}}
  // expected-note@+1 {{they take a path alone: files never get the index}}
  df.to_csv("x.csv", {.index = false});
  // expected-error@+2 {{there is no 'bodo::to_timedelta'}}
  // expected-note@+1 {{write df["n"] * std::chrono::days(1), or std::chrono::minutes(1)}}
  df["by"] = bodo::to_timedelta(df["a"]);
}

int main() { of_other_languages(3); }
