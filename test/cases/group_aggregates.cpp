// Aggregates of expressions, of several columns and of all at once; medians and quantiles, of groups and of series, with
// missing values, NaN, infinities, equal values and without rows.
// rank 0 prints:
//   of nothing
//   <NA>
//   <NA>
//   of times
//   2001-01-01 12:00:00.500000
#include <bodo/bodo.h>

[[bodo::jit]] void summarise(double part) {
  auto df = bodo::read_parquet("rows.parquet");
  df.groupby("k", {.sort = true})
      .agg({{"median", bodo::median("f")},
            {"low", bodo::quantile("f", 0.1)},
            {"part", bodo::quantile("i", part)},
            {"most", bodo::quantile("i", 1)},
            {"exact", bodo::median("m")},
            {"small", bodo::median("w")},
            {"time", bodo::median("t")},
            {"took", bodo::quantile("l", 0.25)},
            {"product", bodo::sum(df["i"] * df["w"])},
            {"running", bodo::max(df["i"].cumsum())},
            {"long", bodo::nunique(df["s"].str().slice(0, 1))},
            {"all", bodo::reduce(df["w"] + 1, 0L, [](long a, long b) { return a + b; })},
            {"rows", bodo::size()}})
      .to_parquet("by_one");
  df.groupby({"s", "w"}, {.sort = true, .dropna = false})["f"].median().to_parquet("by_two");
  df[{"k", "i", "f"}].groupby("k", {.sort = true}).mean().to_parquet("means");
  df.groupby("k", {.sort = true}).count().to_parquet("counts");
  df.groupby("k", {.sort = true})[{"f", "i"}].quantile(0.75).to_parquet("quantiles");

  const auto median = df["f"].median(), low = df["f"].quantile(0.01), part_of = df["i"].quantile(part),
             high = df["m"].quantile(1.0), next = df["f"].quantile(0.2);
  bodo::DataFrame whole{{"median", {median}}, {"low", {low}}, {"next", {next}}, {"part", {part_of}}, {"high", {high}}};
  whole.to_parquet("whole");

  bodo::print("of nothing");
  const auto none = df[df["i"] > 10000];
  bodo::print(none["f"].median());
  bodo::print(none["t"].quantile(0.3));
  none.groupby("k").agg({{"median", bodo::median("f")}}).to_parquet("none");
  bodo::print("of times");
  bodo::print(df["t"].median());
}

int main() { summarise(0.37); }
