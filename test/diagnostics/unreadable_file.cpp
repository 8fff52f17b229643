// Files whose schema cannot be read while compiling.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void parquet() {
  // expected-error@+2 {{the schema of 'nowhere.parquet' cannot be read while compiling: there is no file 'nowhere.parquet'}}
  // expected-note@+1 {{bodocc looks for the file in its working directory, then next to the source, then in each --schema-dir; bodo::like("sample") names a file with the same schema, bodo::schema({{"A", bodo::int64}}) says it}}
  auto df = bodo::read_parquet("nowhere.parquet");
  bodo::print(df["A"].sum());
}

[[bodo::jit]] void csv() {
  // expected-error@+2 {{the schema of 'nowhere.csv' cannot be read while compiling: there is no file 'nowhere.csv'}}
  // expected-note@+1 {{bodocc looks for the file in its working directory, then next to the source, then in each --schema-dir; bodo::like("sample") names a file with the same schema, bodo::schema({{"A", bodo::int64}}) says it}}
  auto df = bodo::read_csv("nowhere.csv");
  bodo::print(df["A"].sum());
}

[[bodo::jit]] void no_parquet() {
  // expected-error@+1 {{the schema of 'text.parquet' cannot be read while compiling: 'text.parquet' is not a Parquet file, which would end with PAR1}}
  auto df = bodo::read_parquet("text.parquet");
  bodo::print(df["A"].sum());
}

[[bodo::jit]] void unknown(const std::string& path) {
  // expected-error@+2 {{the schema of this file is not known while compiling: its path is not constant}}
  // expected-note@+1 {{name a file with the same schema: bodo::read_parquet(path, bodo::like("sample.parquet")), or declare it: bodo::read_parquet(path, bodo::schema({{"A", bodo::int64}}))}}
  auto df = bodo::read_parquet(path);
  bodo::print(df["A"].sum());
}

[[bodo::jit]] void sample(const std::string& path) {
  // expected-error@+2 {{the schema of 'nowhere.parquet' cannot be read while compiling: there is no file 'nowhere.parquet'}}
  // expected-note@+1 {{bodocc looks for the file in its working directory, then next to the source, then in each --schema-dir; bodo::like("sample") names a file with the same schema, bodo::schema({{"A", bodo::int64}}) says it}}
  auto df = bodo::read_parquet(path, bodo::like("nowhere.parquet"));
  bodo::print(df["A"].sum());
}

[[bodo::jit]] void times() {
  // expected-error@+1 {{the schema of 'word.csv' cannot be read while compiling: 'word.csv', line 3: column 't': expected a date or time, as 2024-02-29 13:00:00, found 'soon'; name its form in .date_format; it is text without .parse_dates}}
  bodo::print(bodo::read_csv("word.csv", {.parse_dates = {"t"}}));
  // expected-error@+1 {{the schema of 'far.csv' cannot be read while compiling: 'far.csv', line 3: column 't': expected a time from 1677-09-21 to 2262-04-11, found '9999-12-31 10:00:00'; it is text without .parse_dates}}
  bodo::print(bodo::read_csv("far.csv", {.parse_dates = {"t"}}));
  // expected-error@+1 {{the schema of 'day.csv' cannot be read while compiling: 'day.csv', line 3: column 't': expected a time from 1677-09-21 to 2262-04-11, found '9999-12-31'; a column of dates goes beyond: .types = {{"t", bodo::date}}}}
  bodo::print(bodo::read_csv("day.csv", {.parse_dates = {"t"}}));
}

int main() {}
