// Joins of files by one and by several keys of all kinds, with a small and a large right side, and with skewed keys.
#include <bodo/bodo.h>

[[bodo::jit]] void join() {
  auto a = bodo::read_parquet("a.parquet");
  auto b = bodo::read_parquet("b.parquet");
  auto small = b[b["n"] < 40];
  a.merge(small, {.on = {"m", "d"}}).to_parquet("small");
  a.merge(b, {.left_on = {"i", "s"}, .right_on = {"j", "text"}, .how = "left"}).to_parquet("several");
  a.merge(b, {.on = "key"}).to_parquet("large");
  a.merge(b, {.on = "key", .how = "semi"}).to_parquet("semi");
  a.merge(b, {.on = {"key", "d"}, .how = "anti"}).to_parquet("anti");
  // in no order of rows: two joins and a semi join by columns of the file, with and without a filter before them
  auto chosen = small[{"m", "j"}];
  auto after = b[b["n"] > 3000];
  auto late = after[{"key", "text"}];
  a.merge(chosen, {.on = "m"})
      .merge(late, {.on = "key"})
      .groupby({"d", "text"})
      .agg({{"rows", bodo::size()}, {"n", bodo::sum("n")}, {"s", bodo::max("s")}})
      .sort_values({"d", "text"})
      .to_parquet("star");
  auto some = a[a["n"] % 3 != 0];
  some.merge(late, {.on = "key", .how = "semi"})
      .merge(chosen, {.on = "m"})
      .groupby("i")
      .agg({{"rows", bodo::size()}, {"n", bodo::sum("n")}, {"least", bodo::min("d")}})
      .sort_values("i")
      .to_parquet("filtered_star");
}

int main() { join(); }
