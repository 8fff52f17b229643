// Joins that keep the rows of the side that the hash table holds: left, semi and anti joins of few rows with many, right
// joins, and the order of their rows where it is observable.
#include <bodo/bodo.h>

[[bodo::jit]] void join() {
  auto many = bodo::read_parquet("many.parquet");
  auto few = bodo::read_parquet("few.parquet");
  auto none = many[many["n"] < 0];
  bodo::DataFrame here{{"k", {1, 2, 2, 77}}, {"h", {1, 2, 3, 4}}};

  // in no order: the few rows are in the table
  auto left = few.merge(many, {.on = {"k", "s"}, .how = "left"});
  left.groupby({"k", "m"}, {.dropna = false})
      .agg({{"rows", bodo::size()}, {"n", bodo::sum("n")}, {"w", bodo::max("w")}, {"d", bodo::min("d")}})
      .sort_values({"k", "m"})
      .to_parquet("left");
  auto right = many.merge(few[few["m"] % 3 != 1], {.left_on = "k", .right_on = "m", .how = "right"});
  right.groupby({"s_x", "s_y"}, {.dropna = false})
      .agg({{"rows", bodo::size()}, {"d", bodo::count("d")}, {"n", bodo::mean("n")}, {"words", bodo::nunique("w")}})
      .sort_values({"s_x", "s_y"})
      .to_parquet("right");
  auto local = here.merge(many, {.on = "k", .how = "left"});
  local.groupby("h").agg({{"rows", bodo::size()}, {"n", bodo::sum("n")}}).sort_values("h").to_parquet("here");
  few.merge(none, {.on = "k", .how = "left"})
      .groupby("s_x", {.dropna = false})
      .agg({{"rows", bodo::size()}, {"n", bodo::count("n")}})
      .sort_values("s_x")
      .to_parquet("none");
  auto odd = few[few["m"] % 2 == 1];
  odd.merge(many[many["n"] % 3 == 0], {.on = {"k", "s"}, .how = "semi"})
      .groupby("s", {.dropna = false})
      .agg({{"rows", bodo::size()}, {"m", bodo::sum("m")}, {"c", bodo::max("c")}})
      .sort_values("s")
      .to_parquet("semi");
  // the many rows come by two loops; the rest of the few ones are held for the next join
  odd.merge(bodo::concat({many[many["n"] < 50], many[many["n"] >= 2000]}), {.on = {"s", "k"}, .how = "anti"})
      .merge(many[many["n"] > 9], {.on = "k", .how = "semi"})
      .groupby("s", {.dropna = false})
      .agg({{"rows", bodo::size()}, {"m", bodo::sum("m")}})
      .sort_values("s")
      .to_parquet("anti");
  auto rest = none.merge(few, {.on = "k", .how = "right"});
  bodo::print(rest.size());
  bodo::print(rest["n"].count());

  // in the order of the right side, with a condition on each side
  auto ordered = many.merge(few, {.on = "k", .how = "right"});
  ordered[ordered["m"] % 2 == 0].to_parquet("ordered");
  ordered[ordered["n"] > 50].to_parquet("matched");

  // two joins, one after the other
  auto both = few.merge(many, {.on = {"k", "s"}, .how = "left"}).merge(here, {.on = "k", .how = "left"});
  both.groupby("h", {.dropna = false})
      .agg({{"rows", bodo::size()}, {"m", bodo::sum("m")}})
      .sort_values("h")
      .to_parquet("both");
}

int main() { join(); }
