// Values that become columns, but cannot be taken from a file.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void computed(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::like("sample.parquet"));
  df["upper"] = df["c"].str().upper();
  // expected-error:15@+2 {{'pivot_table' needs the values of 'upper', each of which becomes a column}}
  // expected-note@+1 {{the columns of a frame are known while compiling: give the values in braces, {"a", "b"}; or leave them out, if the column comes unchanged from a file that shows its schema, as bodo::like("sample.parquet") does: its values become the columns}}
  auto a = df.pivot_table({.values = "v", .index = "k", .columns = "upper"});
  // expected-error:12@+2 {{'get_dummies' needs the values of 'first', each of which becomes a column}}
  // expected-note@+1 {{the columns of a frame are known while compiling: give the values in braces, {"a", "b"}; or leave them out, if the column comes unchanged from a file that shows its schema, as bodo::like("sample.parquet") does: its values become the columns}}
  auto b = bodo::get_dummies(df.groupby("k").agg({{"first", bodo::first("c")}})["first"]);
  auto said = bodo::read_parquet(path, bodo::schema({{"k", bodo::int64}, {"c", bodo::string}, {"v", bodo::float64}}));
  // expected-error:17@+2 {{'pivot_table' needs the values of 'c', each of which becomes a column}}
  // expected-note@+1 {{the columns of a frame are known while compiling: give the values in braces, {"a", "b"}; or leave them out, if the column comes unchanged from a file that shows its schema, as bodo::like("sample.parquet") does: its values become the columns}}
  auto c = said.pivot_table({.values = "v", .index = "k", .columns = "c"});
}

[[bodo::jit]] void passed(const bodo::DataFrame& df) {
  // expected-error:15@+2 {{'pivot_table' needs the values of 'c', each of which becomes a column}}
  // expected-note@+1 {{the columns of a frame are known while compiling: give the values in braces, {"a", "b"}; or leave them out, if the column comes unchanged from a file that shows its schema, as bodo::like("sample.parquet") does: its values become the columns}}
  auto a = df.pivot_table({.values = "v", .index = "k", .columns = "c"});
}

[[bodo::jit]] void pass() {
  auto df = bodo::read_parquet("sample.parquet");
  // expected-note@+1 {{'passed' is called here with {k: int64?, c: string? coded, v: float64?, none: string? coded, id: int64?}}}
  passed(df);
}

[[bodo::jit]] void sampled() {
  auto df = bodo::read_parquet("sample.parquet");
  // expected-error:36@+2 {{'pivot_table' takes strings, integers, booleans and dates from the file that shows the schema, but 'x' is float64}}
  // expected-note@+1 {{give the values in braces, {"a", "b"}}}
  auto a = df.rename({{"v", "x"}}).pivot_table({.values = "k", .index = "c", .columns = "x"});
  // expected-error:15@+2 {{'none' has no values in 'sample.parquet', to become columns}}
  // expected-note@+1 {{give the values in braces, {"a", "b"}}}
  auto b = df.pivot_table({.values = "v", .index = "c", .columns = "none"});
  // expected-error:15@+2 {{'id' has more than 1000 values in 'sample.parquet', each of which would become a column}}
  // expected-note@+1 {{choose some, df[df["id"].isin({"a", "b"})], and give them in braces}}
  auto c = df.pivot_table({.values = "v", .index = "c", .columns = "id"});
  // expected-error:15@+2 {{the pivot table has two columns named 'k'}}
  // expected-note@+1 {{columns are found by name: give each a name of its own}}
  auto d = df.pivot_table({.values = "v", .index = "k", .columns = "c"});
  auto days = bodo::read_csv("days.csv", {.types = {{"day", bodo::date}}, .date_format = "%d.%m.%Y"});
  // expected-error:12@+2 {{the values of 'day' cannot be read from 'days.csv' while compiling: dates of a .date_format are read at run time only}}
  // expected-note@+1 {{give the values in braces, {"a", "b"}}}
  auto e = bodo::get_dummies(days["day"]);
}

int main() {
  computed("other.parquet");
  pass();
  sampled();
}
