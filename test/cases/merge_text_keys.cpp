// Strings of joined tables as keys of groups and of further joins: of one table or of two that alternate, with missing
// ones, rows without a match and rows with several; equal strings in different rows.
#include <bodo/bodo.h>

[[bodo::jit]] void joined() {
  auto many = bodo::read_parquet("many.parquet");
  auto few = bodo::read_parquet("few.parquet");
  auto other = bodo::read_parquet("other.parquet");
  auto words = bodo::read_parquet("words.parquet");

  many.merge(few, {.on = "k"})
      .groupby("word")
      .agg({{"n", bodo::size()}, {"x", bodo::sum("x")}})
      .sort_values("word")
      .to_parquet("inner");
  many[many["x"] < 90]
      .merge(few, {.on = "k"})
      .merge(words, {.on = "word"})
      .groupby("word")
      .agg({{"weight", bodo::sum("weight")}})
      .sort_values("word")
      .to_parquet("again");
  many.merge(few, {.on = "k", .how = "left"})
      .groupby({"word", "h"}, {.dropna = false})
      .agg({{"n", bodo::size()}})
      .sort_values({"word", "h"})
      .to_parquet("left");

  // both tables' strings in one row, and in one key
  many[many["x"] < 80]
      .merge(few, {.on = "k"})
      .merge(other, {.on = "k", .suffixes = {"", "_other"}})
      .groupby({"word", "word_other"})
      .agg({{"n", bodo::size()}})
      .sort_values({"word", "word_other"})
      .to_parquet("two");
  auto first = many[many["x"] < 70].merge(few, {.on = "k"});
  auto second = many[many["x"] < 60].merge(other, {.on = "k"});
  auto third = many[many["x"] < 50].merge(few, {.on = "k"});
  bodo::concat({first[{"word", "x"}], second[{"word", "x"}], third[{"word", "x"}]})
      .groupby("word")
      .agg({{"n", bodo::size()}, {"x", bodo::sum("x")}})
      .sort_values("word")
      .to_parquet("both");
}

int main() { joined(); }
