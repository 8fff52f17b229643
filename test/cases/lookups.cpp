// Values looked up in other rows: isin with a series; groups chosen by a condition on their aggregates; several of them
// for one frame, of filtered rows, without rows; constants that a left join brings.
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

  // constants of a join's right side say whether there is a match
  auto marked = others[{"k"}];
  marked["seven"] = 7;
  auto texts = others[{"t"}].drop_duplicates();
  texts["text"] = "found";
  const auto joined = df.merge(marked, {.on = "k", .how = "left"});
  joined.to_parquet("joined");
  joined.groupby("seven", {.sort = true, .dropna = false}).agg({{"n", bodo::size()}}).to_parquet("matches");
  const auto twice = joined.merge(texts, {.left_on = "s", .right_on = "t", .how = "left"});
  twice[twice["seven"].isna() || twice["text"] == "found"][{"k", "s", "i", "seven", "text"}].to_parquet("twice");
  auto asked = df;
  asked["both"] = bodo::where(df["k"].isin(others["k"]), bodo::where(df["s"].isin(others["t"]), 2, 1), 0);
  asked.groupby("both", {.sort = true}).agg({{"n", bodo::size()}, {"i", bodo::sum("i")}}).to_parquet("asked");

  const auto none = df[df["i"] > 10000];
  const auto nowhere = df[df["k"].isin(none["k"])].size();
  const auto chosen = none.groupby("k").filter(bodo::size() > 0).size();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", nowhere, chosen);
}

int main() { look(); }
