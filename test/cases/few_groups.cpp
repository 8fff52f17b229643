// Groups whose keys have few values (booleans, months, a few words, functions of these) are on every
// rank: printed, counted, returned, written, joined on either side, cut for a flagged return, the same on every rank.
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>

[[bodo::jit(distributed = {"spread"})]] bodo::DataFrame by_month(bool late) {
  auto rows = bodo::read_parquet("rows.parquet");
  rows["month"] = rows["day"].dt().month();
  auto spread = rows[rows["late"] == late].groupby("month").agg({{"n", bodo::size()}, {"f", bodo::sum("f")}});
  return spread;
}

[[bodo::jit]] bodo::DataFrame by_word_and_flag() {
  auto rows = bodo::read_parquet("rows.parquet");
  return rows.groupby({"s", "late"}, {.dropna = false})
      .agg({{"f", bodo::sum("f")}, {"mean", bodo::mean("i")}, {"first", bodo::first("t")}, {"last", bodo::last("i")}})
      .sort_values({"s", "late"});
}

[[bodo::jit]] bodo::DataFrame halves(bodo::DataFrame df) {
  df["half"] = bodo::where(df["day"].dt().month() < 7, "first", "second");
  auto even = df["i"] % 2 == 0;
  df["even"] = even;
  return df.groupby({"half", "even"}).agg({{"n", bodo::count("i")}, {"most", bodo::max("f")}});
}

[[bodo::jit]] void show() {
  auto rows = bodo::read_parquet("rows.parquet");
  auto words = rows.groupby("s").agg({{"n", bodo::size()}, {"mean", bodo::mean("f")}});
  bodo::print(words.sort_values({"n", "s"}, {.ascending = {false, true}}).head(3));
  bodo::print(words[words["n"] > 150].size());
  words.to_parquet("words");
  // beside rows that are spread: as the build side, and as the probe side whose order is kept
  auto near = rows.merge(words, {.on = "s"});
  auto above = near[near["f"] > near["mean"]];
  bodo::print(above.size());
  words.merge(rows, {.on = "s", .how = "left"}).sort_values({"s", "day", "i", "t", "f", "late"}).to_parquet("joined");
  words.merge(rows, {.on = "s", .how = "semi"}).sort_values("s").to_parquet("there");
  // none, and all of two group-bys, one after the other
  auto none = rows[rows["i"] > 1'000'000].groupby("late").agg({{"n", bodo::size()}});
  bodo::print(none.size());
  auto all = rows.groupby("late").agg({{"n", bodo::size()}});
  bodo::concat({all.sort_values("late"), none}).to_parquet("both");
  // moved to equal blocks, as asked for
  auto balanced = bodo::rebalance(rows.groupby("s").agg({{"low", bodo::min("i")}}).sort_values("s"));
  balanced["place"] = balanced["low"].cumsum();
  balanced.to_parquet("balanced");
  // distinct values travel as they are
  rows.groupby("late").agg({{"words", bodo::nunique("t")}}).sort_values("late").to_parquet("distinct");
  halves(rows).sort_values({"half", "even"}).to_parquet("halves");
}

[[bodo::jit]] void save(bodo::DataFrame df, const std::string& path) { df.to_parquet(path); }

int main() {
  show();
  save(by_word_and_flag(), "by_word");
  const auto months = by_month(true);
  save(months, "by_month");
  if (bodo::get_rank() == 0) fmt::print("{} months\n", months.size());
}
