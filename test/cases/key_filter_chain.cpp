// Chains of joins: rows are dropped, where they are read, by the keys of a join that comes later; not if rows without a
// match stay; missing keys; a table that is used twice.
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void join() {
  auto many = bodo::read_parquet("many.parquet");
  auto few = bodo::read_parquet("few.parquet");
  auto other = bodo::read_parquet("other.parquet");
  auto chosen = other[other["w"] % 3 == 0];
  auto none = other[other["w"] < 0];

  few.merge(many, {.on = "k"}).merge(chosen, {.on = "s"}).to_parquet("inner");
  bodo::print(many.merge(few, {.on = "k"}).merge(chosen, {.on = "s", .how = "semi"}));
  many.merge(few, {.on = "k"}).merge(chosen, {.on = "s", .how = "left"}).to_parquet("left");
  many.merge(few, {.on = "k"}).merge(chosen, {.on = "s", .how = "right"}).to_parquet("right");
  many.merge(few, {.on = "k"}).merge(chosen, {.on = "s", .how = "anti"}).to_parquet("anti");
  many.merge(few, {.on = "k", .how = "left"}).merge(chosen, {.on = {"s", "m"}}).to_parquet("after_left");
  // two later joins
  many.merge(few, {.on = "k"})
      .merge(chosen, {.on = "s"})
      .merge(other[other["w"] > 20][{"m", "s"}], {.left_on = "m_x", .right_on = "m"})
      .to_parquet("two");
  // groups between the joins
  many.merge(few, {.on = "k"})
      .groupby({"s", "m"}, {.dropna = false})
      .agg({{"rows", bodo::size()}})
      .merge(chosen, {.on = "s"})
      .sort_values({"m_x", "w"})
      .to_parquet("groups");

  auto pairs = many.merge(few, {.on = "k"});
  pairs.merge(chosen, {.on = "s"}).to_parquet("once");
  pairs.to_parquet("twice");

  const long kept = many.merge(few, {.on = "k"}).merge(none, {.on = "s"}).size();
  if (bodo::get_rank() == 0) fmt::print("{}\n", kept);
}

int main() { join(); }
