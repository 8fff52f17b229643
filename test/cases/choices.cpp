// Classes of values between edges of each type, values replaced by others, chains of choices, parts of all values, and
// frames that have no rows: against pandas.
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void choices() {
  auto df = bodo::read_parquet("rows.parquet");
  auto out = df[{"n"}];
  out["size"] = bodo::cut(df["n"], {0, 2.5, 5}, {.labels = {"small", "large"}, .include_lowest = true});
  out["price"] = bodo::cut(df["price"], {0, 1.5, 10}, {.right = false});
  out["year"] = bodo::cut(df["day"], {2020y / 1 / 1, 2021y / 1 / 1, 2022y / 1 / 1},
                          {.labels = {"2020", "2021"}, .right = false, .include_lowest = true});
  out["replaced"] = df["n"].replace({{1, 10}, {2, 20}, {10, 1}});
  out["grade"] =
      bodo::where(df["price"] > 5, "dear", bodo::where(df["n"] > 3, "many", bodo::where(df["n"] > 1, "few", "none")));
  out.to_parquet("out.parquet");
  df["n"].value_counts({.normalize = true}).to_parquet("parts.parquet");
  bodo::print(df["n"].value_counts({.normalize = true}).head(1));
  auto many = df[df["n"] > 100];
  if (many.empty() && !df["n"].empty()) bodo::print(many["n"].value_counts({.normalize = true}));
  const bool none = df.empty();
  bodo::print(none);
  bodo::print(df[df["n"] > 100].empty());
  bodo::print(bodo::arange(df.size() - 40).empty());
}

int main() { choices(); }
