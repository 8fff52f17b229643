// Joins with a condition beside the keys, which is part of what matches; without keys; and of all pairs.
#include <bodo/bodo.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void join() {
  auto many = bodo::read_parquet("many.parquet");
  auto few = bodo::read_parquet("few.parquet");
  auto none = few[few["m"] < 0];

  // in the order of the rows, each kind of join
  many.merge(few, {.on = "k", .where = many["a"] < few["b"]}).to_parquet("inner");
  many.merge(few, {.on = "k", .how = "left", .where = many["a"] < few["b"]}).to_parquet("left");
  many.merge(few, {.on = "k", .how = "right", .where = many["a"] < few["b"]}).to_parquet("right");
  many.merge(few, {.on = "k", .how = "outer", .where = many["a"] < few["b"]}).to_parquet("outer");
  many.merge(few, {.on = "k", .how = "semi", .where = many["a"] < few["b"]}).to_parquet("semi");
  many.merge(few, {.on = "k", .how = "anti", .where = many["a"] < few["b"]}).to_parquet("anti");
  few.merge(many, {.on = {"k", "s"}, .how = "left", .where = few["b"] + 1 != many["a"] || many["w"] == few["w"]})
      .to_parquet("left_two_keys");
  many.merge(none, {.on = "k", .how = "left", .where = many["a"] < none["b"]}).to_parquet("left_none");
  none.merge(few, {.on = "k", .how = "outer", .where = none["m"] < few["m"]}).to_parquet("none_outer");

  // in no order, so that either side may be in the table
  few.merge(many, {.on = "k", .how = "left", .where = few["b"] > many["a"] && !few["w"].isna()})
      .groupby({"m"})
      .agg({{"rows", bodo::size()}, {"n", bodo::count("n")}, {"w", bodo::min("w_y")}})
      .sort_values("m")
      .to_parquet("grouped_left");
  many.merge(few, {.on = "k", .how = "outer", .where = many["a"] == few["b"]})
      .groupby({"m"}, {.dropna = false})
      .agg({{"rows", bodo::size()}, {"n", bodo::sum("n")}, {"a", bodo::max("a")}})
      .sort_values("m")
      .to_parquet("grouped_outer");

  // without keys
  few.merge(few.head(20), {.how = "cross", .suffixes = {"", "_2"}}).to_parquet("cross");
  few.merge(many.head(50), {.how = "cross", .where = bodo::left["b"] == bodo::right["a"]})[{"m", "n"}].to_parquet(
      "band");
  few.merge(few, {.how = "left", .where = bodo::left["b"] + 5 < bodo::right["b"]})[{"m_x", "m_y"}].to_parquet("above");
  few.merge(many, {.how = "anti", .where = few["b"] == many["a"] && few["k"] != many["k"]})[{"m"}].to_parquet("alone");
  bodo::print(few.merge(few, {.how = "cross"}).size());

  // strings, dates and what is computed for one side; chains of joins
  auto week = many.merge(few, {.left_on = "k",
                               .right_on = "m",
                               .where = bodo::left["d"] + days(7) > bodo::right["d"] &&
                                        bodo::left["w"].str().upper() >= bodo::right["s"].str().lower()});
  week[{"n", "m"}].to_parquet("week");
  auto pairs = many.merge(few, {.on = "k", .where = many["a"] < few["b"]})
                   .merge(few, {.left_on = "m", .right_on = "m", .where = bodo::left["a"] + 3 > bodo::right["b"]});
  pairs.groupby("m").agg({{"rows", bodo::size()}, {"a", bodo::sum("a")}}).sort_values("m").to_parquet("pairs");
  auto twice = many.merge(few, {.on = "k", .how = "left", .where = many["a"] < few["b"]})
                   .merge(many, {.on = "k", .how = "semi", .where = bodo::left["n"] < bodo::right["n"]});
  bodo::print(twice.size());
}

int main() { join(); }
