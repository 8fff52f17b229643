// Groups by intervals of time: of seconds to years, of times and of dates, intervals without rows between two rows and
// over several ranks, missing times, all rows in one interval, without rows; aggregates of every kind, and rows without
// order.
// rank 0 prints:
//   111
//   2 rows
//   none: 0
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void resampled() {
  auto df = bodo::read_parquet("rows.parquet");
  df.resample("1h", {.on = "t"})
      .agg({{"sum", bodo::sum("x")},
            {"whole", bodo::sum("i")},
            {"exact", bodo::sum("m")},
            {"took", bodo::sum("e")},
            {"mean", bodo::mean("i")},
            {"least", bodo::min("t")},
            {"most", bodo::max("s")},
            {"std", bodo::std("x")},
            {"count", bodo::count("x")},
            {"rows", bodo::size()},
            {"kinds", bodo::nunique("s")},
            {"median", bodo::median("x")},
            {"any", bodo::any("b")},
            {"every", bodo::all("b")},
            {"first", bodo::first("i")},
            {"most_of", bodo::reduce(df["i"], -5000L, [](long a, long b) { return a > b ? a : b; })}})
      .to_parquet("hours");
  df.resample("15min", {.on = "t"})["x"].mean().to_parquet("quarters");
  df.resample("2d", {.on = "d"})["x"].max().to_parquet("days");
  df.resample("w", {.on = "d"}).size().to_parquet("weeks");
  df.resample("month", {.on = "t"})[{"x", "i"}].sum().to_parquet("months");
  df.resample("y", {.on = "d"}).count().to_parquet("years");
  df[df["i"] > 900].resample("30s", {.on = "t"})["i"].count().to_parquet("sparse");
  auto daily = df.resample("1d", {.on = "t"})["x"].sum();
  daily["week"] = daily["x"].rolling(7, {.min_periods = 1}).sum();
  daily["left"] = daily["x"].isna();
  daily.to_parquet("windows");
  bodo::print(daily.size());
}

[[bodo::jit]] std::int64_t small(std::int64_t rows) {
  auto df = bodo::read_parquet("rows.parquet").head(rows);
  return df.resample("1000d", {.on = "d"}).size().size();
}

int main() {
  resampled();
  const auto some = small(40), none = small(0);
  if (bodo::get_rank() == 0) fmt::print("{} rows\nnone: {}\n", some, none);
}
