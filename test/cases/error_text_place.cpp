// Errors about text name the first value that cannot be read, with its file and its line or row: of CSV, JSON and text
// files, of Parquet files with and without dictionaries, of parts of texts; text that the program made has no place.
// rank 0 prints:
//   'rows.csv', line 5: "x3" is not an integer
//   'rows.csv', line 3: "12:3" is not a time such as 2024-02-29 13:00:00
//   'coded.parquet', row 700: "2024-13-01 and more" is not of the format "%Y-%m-%d"
//   'plain.parquet', row 700: "a plain text that is no number" is not a number
//   'rows.json', line 2: "a text of more than twelve" is not an integer
//   'rows.log', line 3: "ERROR of the second kind" is not an integer
//   "yes" is not an integer
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <string>

[[bodo::jit]] std::int64_t numbers() { return bodo::read_csv("rows.csv")["s"].astype("int64").sum(); }
[[bodo::jit]] std::int64_t times() {
  auto df = bodo::read_csv("rows.csv");
  return bodo::to_timestamp(df["t"]).dt().year().sum();
}
[[bodo::jit]] std::int64_t formats() {
  return bodo::to_date(bodo::read_parquet("coded.parquet")["s"], "%Y-%m-%d").dt().year().sum();
}
[[bodo::jit]] std::int64_t plain() {
  return bodo::read_parquet("plain.parquet")["s"].astype("float64").astype("int64").sum();
}
[[bodo::jit]] std::int64_t objects() { return bodo::read_json("rows.json")["s"].astype("int64").sum(); }
[[bodo::jit]] std::int64_t lines() {
  return bodo::read_lines("rows.log")["line"].str().split(": ", 1).astype("int64").sum();
}
[[bodo::jit]] std::int64_t made() {
  auto df = bodo::read_csv("rows.csv");
  return bodo::where(df["s"] == "x3", "yes", "1").astype("int64").sum();
}

int main() {
  for (auto* f : {numbers, times, formats, plain, objects, lines, made}) {
    try {
      f();
    } catch (const bodo::error& e) {
      if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
    }
  }
}
