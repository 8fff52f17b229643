// Sums, means, variances and standard deviations of windows are the exact ones, rounded once: of all rows and within
// groups, by rows and by time; of values far from zero, of far apart sizes, with infinities. Equal windows have equal
// bits, so few different ones are left.
// rank 0 prints:
//   14 14
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void windows() {
  auto df = bodo::read_parquet("rows.parquet");
  auto made = df;
  made["sum"] = df["x"].rolling(5, {.min_periods = 1}).sum();
  made["mean"] = df["x"].rolling(40, {.min_periods = 2}).mean();
  made["var"] = df["x"].rolling(3, {.min_periods = 1}).var();
  made["far"] = df["far"].rolling(6).var();
  made["middle"] = df["far"].rolling(90, {.min_periods = 1, .center = true}).std();
  made["wide"] = df["wide"].rolling(4, {.min_periods = 1}).var();
  made["total"] = df["wide"].rolling(1000, {.min_periods = 1}).sum();
  made["timed"] = df.rolling("7d", {.on = "day"})["wide"].mean();
  made["infinite"] = df["infinite"].rolling(4, {.min_periods = 1}).sum();
  made["spread"] = df["infinite"].rolling(4, {.min_periods = 1}).std();
  made["of_k"] = df.groupby("k")["far"].rolling(3, {.min_periods = 1}).mean();
  made["of_day"] = df.groupby("k").rolling("30d", {.on = "day"})["far"].var();
  made.to_parquet("rows");

  auto few = df[{"k"}];
  few["v"] = df.groupby("k")["few"].rolling(3, {.min_periods = 1}).var();
  auto all = df[{"k"}];
  all["v"] = df["few"].rolling(3, {.min_periods = 1}).var();
  const auto different = few[{"v"}].drop_duplicates().size(), of_all = all[{"v"}].drop_duplicates().size();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", different, of_all);
}

int main() { windows(); }
