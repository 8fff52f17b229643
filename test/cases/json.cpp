// JSON lines: types from the file, from a sample and declared; members in any order, missing or null; escapes; numbers at
// the limits; dates and times as text; written and read back; a line that is wrong is named.
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <fmt/core.h>

#include <string>

[[bodo::jit]] void show() {
  auto df = bodo::read_json("rows.json",
                            {.types = {{"price", bodo::decimal(12, 2)}, {"day", bodo::date}}, .parse_dates = "at"});
  df.to_parquet("rows");
  df.to_json("again.json");
  auto again = bodo::read_json("again.json", bodo::like("rows.json"),
                               {.types = {{"price", bodo::decimal(12, 2)}, {"day", bodo::date}}, .parse_dates = "at"});
  again.to_parquet("again");
  bodo::print(bodo::read_json("parts"));
  bodo::DataFrame made{{"a", {1.5, std::nullopt}}, {"b \"c\"", {"x", "\t\\\n\x01"}}, {"d", {true, false}}};
  made.to_json("made.json");
}

[[bodo::jit]] std::int64_t sum(const std::string& path) {
  return bodo::read_json(path, bodo::schema({{"a", bodo::int64}}))["a"].sum();
}
[[bodo::jit]] std::int64_t last(const std::string& path) {
  return bodo::read_json(path, bodo::schema({{"t", bodo::timestamp}}))["t"].count();
}

int main() {
  show();
  for (const char* path : {"text.json", "cut.json", "list.json", "two.json", "float.json", "empty.json", "none.json",
                           "number.json", "twice.json", "other.json"}) {
    try {
      const std::int64_t found = sum(path);
      if (bodo::get_rank() == 0) fmt::print("{}\n", found);
    } catch (const bodo::error& e) {
      if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
    }
  }
  try {
    last("time.json");
  } catch (const bodo::error& e) {
    if (bodo::get_rank() == 0) fmt::print("{}\n", e.cause());
  }
}
