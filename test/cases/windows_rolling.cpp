// Windows of a number of rows and of a time, of all rows and within groups: sums, means, extremes, deviations,
// quantiles, counts; windows of one row, longer than the rows of a rank, longer than all rows, in the middle; of filtered
// rows, of one row and without rows. Missing values, infinities, integers, decimals, durations.
// rank 0 prints:
//   1 3.0
//   0 rows
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void rolling(std::int64_t far) {
  auto df = bodo::read_parquet("rows.parquet");
  auto made = df;
  made["sum"] = df["x"].rolling(7).sum();
  made["mean"] = df["x"].rolling(10, {.min_periods = 3}).mean();
  made["min"] = df["x"].rolling(5, {.min_periods = 1}).min();
  made["max"] = df["i"].rolling(400, {.min_periods = 1}).max();
  made["std"] = df["x"].rolling(25, {.min_periods = 2}).std();
  made["var"] = df["i"].rolling(2, {.min_periods = 2}).var();
  made["median"] = df["x"].rolling(9, {.min_periods = 1}).median();
  made["q"] = df["i"].rolling(333, {.min_periods = 1}).quantile(0.3);
  made["count"] = df["x"].rolling(4, {.min_periods = 1}).count();
  made["all"] = df["i"].rolling(far, {.min_periods = 1}).sum();
  made["one"] = df["x"].rolling(1).sum();
  made["center"] = df["x"].rolling(6, {.min_periods = 1, .center = true}).sum();
  made["middle"] = df["x"].rolling(301, {.min_periods = 1, .center = true}).median();
  made["most"] = df["x"].rolling(9000, {.min_periods = 1, .center = true}).max();
  made["whole"] = df["i"].rolling(3).sum();
  made["exact"] = df["m"].rolling(3, {.min_periods = 2}).sum();
  made["time"] = df["e"].rolling(3, {.min_periods = 2}).sum();
  made["first"] = df["d"].rolling(3, {.min_periods = 2}).min();
  made.to_parquet("rows");

  auto timed = df;
  timed["sum"] = df.rolling("2h", {.on = "t"})["x"].sum();
  timed["mean"] = df.rolling("7d", {.on = "d"})["x"].mean();
  timed["min"] = df.rolling("90min", {.min_periods = 3, .on = "t"})["i"].min();
  timed["max"] = df.rolling("5000d", {.on = "d"})["i"].max();
  timed["std"] = df.rolling("1d", {.on = "t"})["x"].std();
  timed["median"] = df.rolling("1d", {.on = "t"})["x"].median();
  timed["count"] = df.rolling("36h", {.on = "d"})["x"].count();
  timed["twice"] = df.rolling("1d", {.on = "t"})["i"].sum();
  timed.to_parquet("times");

  auto grouped = df;
  grouped["sum"] = df.groupby("k")["x"].rolling(5, {.min_periods = 1}).sum();
  grouped["mean"] = df.groupby("k").rolling("2d", {.on = "d"})["x"].mean();
  grouped["max"] = df.groupby("k")["i"].rolling("10h", {.on = "t"}).max();
  grouped["median"] = df.groupby({"k", "g"}, {.dropna = false}).rolling(4, {.min_periods = 2})["x"].median();
  grouped["std"] = df.groupby("g")["x"].rolling(50, {.min_periods = 1, .center = true}).std();
  grouped.to_parquet("groups");

  auto some = df[df["x"] > 20];
  some["mean"] = (some["x"] * 2).rolling(3).mean();
  some["share"] = some["x"] / some.rolling("3h", {.on = "t"})["x"].sum();
  some.to_parquet("some");

  const auto one = df.head(1)["i"].fillna(3).rolling(20, {.min_periods = 1});
  const std::int64_t count = one.count().sum();
  const double mean = one.mean().max();
  const auto none = df[df["i"] > 10000];
  const auto sums = none["x"].rolling(3).sum();
  const auto rows = sums.size();
  const auto known = sums.count();
  if (bodo::get_rank() == 0) fmt::print("{} {:.1f}\n{} rows\n", count, mean, rows + known);
}

int main() { rolling(100000); }
