// Running products and extremes, differences, filled gaps, ranks and exponential means, of all rows and within groups:
// missing values at the beginning, at the end and over whole ranks, products that leave the floats' range on the way,
// equal values, strings, dates; one row, no rows, only missing values.
// rank 0 prints:
//   1 1 0 0
//   <NA>
//   <NA>
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void running() {
  auto df = bodo::read_parquet("rows.parquet");
  auto made = df;
  made["sum"] = df["i"].cumsum();
  made["product"] = df["p"].cumprod();
  made["signs"] = df["u"].cumprod();
  made["least"] = df["x"].cummin();
  made["most"] = df["d"].cummax();
  made["diff"] = df["i"].diff();
  made["diff3"] = df["x"].diff(-3);
  made["change"] = df["x"].pct_change(2);
  made["forward"] = df["s"].ffill();
  made["few"] = df["i"].ffill({.limit = 2});
  made["backward"] = df["d"].bfill();
  made["some"] = df["s"].bfill({.limit = 1});
  made["line"] = df["i"].interpolate();
  made["rank"] = df["i"].rank();
  made["dense"] = df["s"].rank({.method = "dense"});
  made["down"] = df["i"].rank({.method = "min", .ascending = false});
  made["last"] = df["d"].rank({.method = "max"});
  made["first"] = df["i"].rank({.method = "first"});
  made["part"] = df["i"].rank({.pct = true});
  made["parts"] = df["i"].rank({.method = "dense", .pct = true});
  made["ewm"] = df["x"].ewm({.alpha = 0.3}).mean();
  made["span"] = df["i"].ewm({.span = 9, .adjust = false}).mean();
  made["half"] = df["x"].ewm({.halflife = 2.5}).mean();
  made.to_parquet("rows");

  auto grouped = df;
  grouped["sum"] = df.groupby("k")["x"].cumsum();
  grouped["least"] = df.groupby("k").cummin("i");
  grouped["most"] = df.groupby({"k", "s"})["x"].cummax();
  grouped["product"] = df.groupby("k")["p"].cumprod();
  grouped["diff"] = df.groupby("k")["i"].diff();
  grouped["forward"] = df.groupby("k")["s"].ffill();
  grouped["backward"] = df.groupby("k")["i"].bfill({.limit = 1});
  grouped["line"] = df.groupby("k")["x"].interpolate();
  grouped["rank"] = df.groupby("k")["i"].rank();
  grouped["down"] = df.groupby("s", {.dropna = false})["x"].rank({.method = "first", .ascending = false});
  grouped["ewm"] = df.groupby("k")["x"].ewm({.com = 1}).mean();
  grouped.to_parquet("groups");

  const auto one = df[df["i"].notna()].head(1);
  const auto none = df[df["i"] > 10000];
  const std::int64_t rank = one["i"].rank({.method = "dense"}).max();
  const std::int64_t filled = one["i"].ffill().count();
  const std::int64_t ranks = none["i"].rank().count();
  const std::int64_t means = none["x"].ewm({.span = 3}).mean().count();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {}\n", rank, filled, ranks, means);
  bodo::DataFrame missing{{"a", {std::nullopt, std::nullopt, 1}}};
  missing = bodo::scatterv(missing).head(2);
  bodo::print(missing["a"].interpolate().max());
  bodo::print(missing["a"].rank().max());
}

int main() { running(); }
