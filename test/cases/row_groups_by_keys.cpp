// Row groups of a file none of whose keys is among those of a join are not read: by builds and by key filters, of
// numbers and dates, with missing keys, in chains of joins, where rows without a match stay.
// rank 0 prints:
//   done
#include <bodo/bodo.h>
#include <fmt/core.h>

[[bodo::jit]] void join() {
  auto facts = bodo::read_parquet("facts.parquet");
  auto days = bodo::read_parquet("days.parquet");
  auto names = bodo::read_parquet("names.parquet");
  auto month = days[days["month"] == 7];

  facts.merge(month, {.on = "day"}).to_parquet("dates");
  facts.merge(names, {.on = "k"}).merge(month, {.left_on = "day_x", .right_on = "day"}).to_parquet("chain");
  facts.merge(names, {.left_on = "k", .right_on = "k", .how = "semi"}).merge(month, {.on = "day"}).to_parquet("semi");
  facts.merge(month, {.on = "day", .how = "left"}).merge(names, {.on = "k"}).to_parquet("left");
  // a row of `month` that some fact matches does not come out without a match, whatever becomes of the fact later
  facts.merge(month, {.on = "day", .how = "right"}).merge(names, {.on = "k"}).to_parquet("right");
  facts.merge(month, {.on = "day", .how = "anti"}).merge(names, {.on = "k"}).to_parquet("anti");
  facts.merge(days[days["month"] > 12], {.on = "day"}).to_parquet("none");
  facts.merge(names, {.on = {"k", "day"}}).to_parquet("both");
  if (bodo::get_rank() == 0) fmt::print("done\n");
}

int main() { join(); }
