// Text that becomes values: what cannot be read is missing; formats of dates; separators of numbers.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void read(const std::string& path) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("text.parquet"));
  const auto s = df["s"];
  df["int64"] = s.astype("int64", {.errors = "missing"});
  df["int8"] = s.astype(bodo::int8, {.errors = "missing"});
  df["uint16"] = s.astype("uint16", {.errors = "missing"});
  df["float64"] = s.astype("float64", {.errors = "missing"});
  df["decimal"] = s.astype("decimal(10,2)", {.errors = "missing"});
  df["wide"] = s.astype("decimal(30,3)", {.errors = "missing"});
  df["date"] = s.astype("date", {.errors = "missing"});
  df["time"] = bodo::to_timestamp(s, {.errors = "missing"});
  df["european"] = s.astype("float64", {.errors = "missing", .thousands = ".", .decimal = ","});
  df["thousands"] = s.astype("int64", {.errors = "missing", .thousands = ","});
  df["small"] = df["f"].astype("int16", {.errors = "missing"});
  df["narrow"] = df["int64"].astype("int32", {.errors = "missing"});
  df["day"] = bodo::to_date(s, "%d/%m/%Y", {.errors = "missing"});
  df["short"] = bodo::to_date(s, "%m-%d-%y", {.errors = "missing"});
  df["named"] = bodo::to_timestamp(s, "%a %b %d %Y, %I:%M %p", {.errors = "missing"});
  df["zoned"] = bodo::to_timestamp(s, "%FT%T.%f%z", {.errors = "missing"});
  df["year_day"] = bodo::to_date(s, "%Y %j", {.errors = "missing"});
  df["sum"] = df["int64"] + df["int8"];
  df.to_parquet(path + ".out");
  bodo::print(df["int64"].sum());
  bodo::print(df[df["date"].notna()].size());
}

[[bodo::jit]] void strict() {
  auto df = bodo::read_parquet("good.parquet");
  df["day"] = bodo::to_date(df["day"], "%d/%m/%Y");
  df["time"] = bodo::to_timestamp(df["time"], "%Y%m%d %H:%M");
  bodo::print(df);
}

int main() {
  read("text");
  read("coded");
  read("none");
  strict();
}
