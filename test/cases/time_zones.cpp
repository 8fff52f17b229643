// Time zones by the system's database: UTC to local time and back, around changes of the clocks and after the last one that
// the database lists; epochs; means of times and durations.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void show(const std::string& path) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("times.parquet"));
  const auto t = df["t"];
  df["oslo"] = bodo::tz_convert(t, "Europe/Oslo");
  df["york"] = bodo::tz_convert(t, "America/New_York");
  df["kolkata"] = bodo::tz_convert(t, "Asia/Kolkata");
  df["lord"] = bodo::tz_convert(t, "Australia/Lord_Howe");
  df["dublin"] = bodo::tz_convert(t, "Europe/Dublin");
  df["utc"] = bodo::tz_convert(t, "UTC");
  df["first"] = bodo::tz_localize(t, "America/New_York", {.ambiguous = "first", .nonexistent = "shift"});
  df["last"] = bodo::tz_localize(t, "America/Chicago", {.ambiguous = "last", .nonexistent = "shift"});
  df["none"] = bodo::tz_localize(t, "Europe/Oslo", {.ambiguous = "missing", .nonexistent = "missing"});
  df["back"] = bodo::tz_localize(bodo::tz_convert(t, "Asia/Kolkata"), "Asia/Kolkata", {.ambiguous = "first"});
  df["s"] = t.dt().epoch();
  df["ms"] = t.dt().epoch("ms");
  df["days"] = t.dt().date().dt().epoch("d");
  df["day_s"] = t.dt().date().dt().epoch("s");
  df["from_s"] = bodo::to_timestamp(df["s"], {.unit = "s"});
  df["from_far"] = bodo::to_timestamp(df["ms"], {.errors = "missing", .unit = "s"});
  df.to_parquet(path + ".out");
  auto spans = df["oslo"] - t;
  bodo::print(spans.sum());
  bodo::print(spans.mean());
  bodo::print(t.mean());
  df["span"] = spans;
  df["k"] = df["s"] % 3;
  bodo::print(df.groupby("k", {.sort = true})
                  .agg({{"mean", bodo::mean("span")},
                        {"sum", bodo::sum("span")},
                        {"n", bodo::count("span")},
                        {"t", bodo::mean("t")}}));
}

int main() {
  show("times");
  show("none");
}
