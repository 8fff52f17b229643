// Lists are neither keys nor operands; only lists are exploded, and functions that give one value are for map.
#include <bodo/bodo.h>

#include <cstdint>
#include <vector>

[[bodo::jit]] void f() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{'size' does not take lists, as 'tags' (list(int64))}}
  // expected-note@+1 {{their values are rows after df.explode("A"); .str().len() is their number}}
  bodo::print(df.groupby("tags").size());
}
[[bodo::jit]] void g() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{'sort_values' does not take lists, as 'tags' (list(int64))}}
  // expected-note@+1 {{their values are rows after df.explode("A"); .str().len() is their number}}
  bodo::print(df.sort_values("tags"));
}
[[bodo::jit]] void h() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{'max' does not take lists, as 'tags' (list(int64))}}
  // expected-note@+1 {{their values are rows after df.explode("A"); .str().len() is their number}}
  bodo::print(df["tags"].max());
}
[[bodo::jit]] void i() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{'==' does not take lists, as 'tags' (list(int64))}}
  // expected-note@+1 {{their values are rows after df.explode("A"); .str().len() is their number}}
  bodo::print(df["tags"] == df["tags"]);
}
[[bodo::jit]] void j() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{a CSV file holds no lists, as 'tags' (list(int64))}}
  // expected-note@+1 {{explode them, drop the column, or write Parquet or JSON}}
  df.to_csv("tags.csv");
}
[[bodo::jit]] void k() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{explode needs lists, not 'id' (int64)}}
  // expected-note@+1 {{lists come from Parquet files, from .str().split(","), and from .map(f) if f returns a std::vector}}
  bodo::print(df.explode("id"));
}
[[bodo::jit]] void l() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{explode takes one column of lists}}
  // expected-note@+1 {{explode one after the other: each value of the first list is repeated for each value of the second one}}
  bodo::print(df.explode({"id", "tags"}));
}
[[bodo::jit]] void m() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{the function gives one int64 for each row, not several}}
  // expected-note@+1 {{it returns a std::vector or another container of values, or a std::optional; for one value a row, use map}}
  bodo::print(df.flat_map({"id"}, [](std::int64_t id) { return id; }));
}
[[bodo::jit]] void n() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{the frame has a column 'tags' already}}
  // expected-note@+1 {{give the values another name, or drop the column before}}
  bodo::print(df.flat_map({"id"}, [](std::int64_t id) { return std::vector{id}; }, {.name = "tags"}));
}
[[bodo::jit]] void o() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{.str().lower() needs strings, not 'tags' (list(int64))}}
  // expected-note@+1 {{one part of a split text is .str().split("-", 0); explode makes rows of a list}}
  bodo::print(df["tags"].str().lower());
}
[[bodo::jit]] void p() {
  auto df = bodo::read_parquet("tagged.parquet");
  // expected-error@+2 {{'tags' (list(int64)) cannot become string}}
  // expected-note@+1 {{astype converts between numbers, booleans, strings, and dates and times}}
  bodo::print(df["tags"].astype("string"));
}
int main() { f(); g(); h(); i(); j(); k(); l(); m(); n(); o(); p(); }
