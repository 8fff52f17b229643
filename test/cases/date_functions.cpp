// Functions of dates, times and durations: rounding to units, ISO's weeks, ends of periods, text.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void write(const std::string& path) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("times.parquet"));
  const auto t = df["t"];
  df["d"] = t.dt().date();
  const auto d = df["d"];
  df["week"] = t.dt().week();
  df["isoyear"] = d.dt().isoyear();
  df["microsecond"] = t.dt().microsecond();
  df["nanosecond"] = t.dt().nanosecond();
  df["days_in_month"] = d.dt().days_in_month();
  df["leap"] = t.dt().is_leap_year();
  df["month_start"] = t.dt().is_month_start();
  df["month_end"] = d.dt().is_month_end();
  df["quarter_start"] = d.dt().is_quarter_start();
  df["quarter_end"] = t.dt().is_quarter_end();
  df["year_start"] = d.dt().is_year_start();
  df["year_end"] = d.dt().is_year_end();
  df["floor_15min"] = t.dt().floor("15min");
  df["floor_h"] = t.dt().floor("H");
  df["floor_d"] = t.dt().floor("d");
  df["floor_7us"] = t.dt().floor("7us");
  df["floor_w"] = t.dt().floor("w");
  df["floor_mo"] = t.dt().floor("month");
  df["floor_q"] = d.dt().floor("q");
  df["floor_y"] = t.dt().floor("y");
  df["floor_5mo"] = d.dt().floor("5mo");
  df["floor_dw"] = d.dt().floor("w");
  df["floor_10d"] = d.dt().floor("10d");
  df["ceil_h"] = t.dt().ceil("h");
  df["ceil_2d"] = t.dt().ceil("2d");
  df["round_s"] = t.dt().round("s");
  df["round_2h"] = t.dt().round("2h");
  df["text"] = t.dt().strftime("%Y-%m-%dT%H:%M:%S.%f %j %y %e %b %B %a %A %I%p %D %F %T %R %z %%");
  df["date_text"] = d.dt().strftime("%d/%m/%Y");
  df["month_name"] = d.dt().month_name();
  df["day_name"] = t.dt().day_name();
  df["seconds"] = (t - df["o"]).dt().total_seconds();
  df["days"] = (t - df["o"]).dt().days();
  df.to_parquet(path + ".out");
  bodo::print(df.groupby("floor_y", {.sort = true}).agg({{"n", bodo::size()}}).head(3));
}

int main() {
  write("times");
  write("none");
}
