// Values looked up in other rows: isin with a series; groups chosen by a condition on their aggregates; several of them
// for one frame, of filtered rows, without rows.
// rank 0 prints:
//   0 0
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void look() {
  auto df = bodo::read_parquet("rows.parquet");
  const auto others = bodo::read_parquet("others.parquet");
  auto made = df;
  made["in"] = df["k"].isin(others["k"]);
  made["out"] = !df["s"].isin(others["t"]) && df["i"] > 0;
  made["wide"] = df["w"].isin(others["k"]);
  made["day"] = df["d"].isin(df[df["i"] > 500]["d"]);
  made["number"] = df["f"].isin(others["f"]);
  made.to_parquet("made");
  df[df["k"].isin(others["k"]) || df["s"] == "a"].to_parquet("kept");
  df.groupby("k").filter(bodo::sum("i") > 100).to_parquet("large");
  df.groupby({"k", "s"}, {.dropna = false})
      .filter(bodo::max("i") - bodo::min("i") < 500 && !(bodo::size() == 1) || bodo::first("w") > 2)
      .to_parquet("close");
  const auto positive = df[df["i"] > 0];
  positive.groupby("w").filter(bodo::mean(positive["i"] * 2) >= bodo::max("i") - 450).to_parquet("mean");

  const auto none = df[df["i"] > 10000];
  const auto nowhere = df[df["k"].isin(none["k"])].size();
  const auto chosen = none.groupby("k").filter(bodo::size() > 0).size();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", nowhere, chosen);
}

int main() { look(); }
