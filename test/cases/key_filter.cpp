// Joins whose build side has many rows and the other side few: rows of the build side without a match are dropped as
// they are read, also before they are grouped; keys of numbers, texts, several columns; missing keys; conditions.
// rank 0 prints:
//   0 0
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void join() {
  auto many = bodo::read_parquet("many.parquet");
  auto few = bodo::read_parquet("few.parquet");
  auto chosen = few[few["m"] % 3 == 0];
  auto none = few[few["m"] < 0];

  // the few rows are those of a file that a filter leaves
  chosen.merge(many[many["n"] % 2 == 0], {.on = "k"}).to_parquet("inner");
  chosen.merge(many, {.on = {"k", "s"}, .how = "left"}).to_parquet("left");
  chosen.merge(many, {.on = "s", .how = "semi"}).to_parquet("semi");
  chosen.merge(many, {.on = {"s", "k"}, .how = "anti"}).to_parquet("anti");
  chosen.merge(many, {.on = "k", .where = chosen["m"] < many["v"]}).to_parquet("where");
  // rows without a match stay
  chosen.merge(many, {.on = "k", .how = "outer"}).to_parquet("outer");

  // groups of the many rows
  auto sums = many.groupby("k", {.dropna = false}).agg({{"rows", bodo::size()}, {"values", bodo::nunique("v")}});
  chosen.merge(sums[sums["rows"] > 2], {.on = "k"}).to_parquet("groups");
  auto by_two = many[many["n"] % 5 != 0].groupby({"s", "k"}, {.dropna = false}).agg({{"v", bodo::max("v")}});
  chosen.merge(by_two, {.left_on = "k", .right_on = "k", .how = "left"}).to_parquet("by_two");

  // a table of few rows: made by a join, and by the program
  auto both = chosen.merge(few[{"m", "c"}], {.on = "m", .suffixes = {"", "_few"}});
  auto later = both.merge(many[{"k", "v"}], {.on = "k", .how = "left"});
  later.to_parquet("table");
  bodo::DataFrame here{{"k", {1, 2, 2, 77}}, {"h", {1, 2, 3, 4}}};
  here.merge(many, {.on = "k", .how = "left"}).to_parquet("here");

  const long kept = none.merge(many, {.on = "k"}).size();
  const long matched = none.merge(many, {.on = "s", .how = "semi"})["m"].count();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", kept, matched);
}

int main() { join(); }
