// Aggregates that are made of others: correlations, covariances, skewness, rows of extremes and modes, of series, of
// frames, of groups and of each row's group; missing values, equal values, one row and no rows.
// rank 0 prints:
//   of nothing
//   <NA>
//   <NA>
//   <NA>
//   1.0
//   <NA>
#include <bodo/bodo.h>

[[bodo::jit]] void summarise() {
  auto df = bodo::read_parquet("rows.parquet");
  df.groupby("k", {.sort = true})
      .agg({{"corr", bodo::corr("x", "y")},
            {"mean", bodo::mean("x")},
            {"cov", bodo::cov("x", "i")},
            {"skew", bodo::skew("x")},
            {"low", bodo::idxmin("x")},
            {"high", bodo::idxmax("i")},
            {"late", bodo::idxmax("t")},
            {"word", bodo::idxmin("s")},
            {"of_both", bodo::corr(df["x"] * df["x"], df["y"])},
            {"median", bodo::median("x")},
            {"prod", bodo::prod("y")},
            {"of_int", bodo::prod(df["i"] % 3 - 1)},
            {"rows", bodo::size()}})
      .to_parquet("groups");
  df.groupby("k", {.sort = true})
      .agg({{"corr", bodo::corr("i", "big")},
            {"cov", bodo::cov("i", "big")},
            {"of_tiny", bodo::corr("tiny", "natural")},
            {"of_naturals", bodo::cov("natural", "natural")},
            {"of_wide", bodo::corr("wide", "big")}})
      .to_parquet("integers");
  df[{"i", "big", "tiny", "natural", "wide"}].corr().to_parquet("integer_corr");
  df.groupby({"k", "s"}, {.sort = true, .dropna = false})[{"x", "i"}].skew().to_parquet("two");
  df[{"k", "x", "m"}].groupby("k", {.sort = true}).idxmax().to_parquet("rows");
  df.resample("1d", {.on = "t"}).agg({{"skew", bodo::skew("x")}, {"sum", bodo::sum("i")}}).to_parquet("days");

  auto made = df;
  made["corr"] = df.groupby("k").transform(bodo::corr("x", "y"));
  made["prod"] = df.groupby("k").transform(bodo::prod("y"));
  made["is_last"] = df.groupby("k").transform(bodo::idxmax("t"));
  made.to_parquet("made");

  bodo::DataFrame whole{{"corr", {df["x"].corr(df["y"])}},  {"cov", {df["x"].cov(df["m"])}},
                        {"skew", {df["i"].skew()}},         {"low", {df["x"].idxmin()}},
                        {"high", {df["m"].idxmax()}},       {"first", {df["s"].idxmin()}},
                        {"prod", {(df["x"] / 1e6).prod()}}, {"signs", {(df["i"] % 3 - 1).prod()}}};
  whole.to_parquet("whole");
  df[{"x", "s", "y", "i"}].corr().to_parquet("corr");
  df[{"x", "s", "y", "i"}].cov().to_parquet("cov");
  df[{"x", "i"}].skew().to_parquet("skews");
  df[{"x", "i"}].idxmin().to_parquet("places");
  bodo::DataFrame modes{{"s", df["s"].mode()}};
  modes.to_parquet("modes");

  bodo::print("of nothing");
  const auto none = df[df["i"] > 10000];
  bodo::print(none["x"].corr(none["y"]));
  bodo::print(none["x"].skew());
  bodo::print(none["x"].idxmax());
  bodo::print(none["x"].prod());
  bodo::print(df["x"].head(1).cov(df["y"].head(1)));
}

int main() { summarise(); }
