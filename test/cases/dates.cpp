// Dates and times: parts, arithmetic with durations and months, differences.
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void show() {
  auto df = bodo::read_parquet("times.parquet");
  auto t = df["t"].dt();
  bodo::DataFrame parts{{"year", t.year()}, {"month", t.month()},       {"day", t.day()},
                        {"hour", t.hour()}, {"weekday", t.dayofweek()}, {"date", t.date()}};
  bodo::print(parts);
  df["next"] = df["t"] + hours(36);
  df["month"] = df["d"] + months(1);
  df["before"] = df["d"] - days(1);
  bodo::print(df[{"t", "next"}]);
  bodo::print(df[{"d", "month", "before"}]);
  df["since"] = df["t"] - df["d"].astype("timestamp");
  df["long"] = df["since"] > hours(24);
  bodo::print(df[{"since", "long"}]);
  bodo::print(df[df["d"] < 2000y / March / 1].size());
  bodo::print(df[df["t"].between(sys_days(1960y / January / 1), sys_days(2001y / January / 1))].size());
}

int main() { show(); }
