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
}

int main() { join(); }
