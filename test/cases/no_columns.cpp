// A frame without columns, or without rows, is a frame: operations do with it what they do with others.
// options: -Wno-bodo-unread-columns
// rank 0 prints:
//   3 3 3 2 6 3 0
//   done
#include <bodo/bodo.h>

#include <fmt/core.h>

#include <cstdint>

[[bodo::jit]] void show() {
  auto d = bodo::read_parquet("lists.parquet");
  const std::int64_t all = d.size(), distinct = d.drop_duplicates().size(), whole = d.dropna().size();
  const std::int64_t first = d.head(2).size(), twice = bodo::concat({d, d}).size();
  const std::int64_t gathered = bodo::allgatherv(d).size(), none = d.head(0).drop_duplicates().size();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {} {} {}\n", all, distinct, whole, first, twice, gathered, none);
}

[[bodo::jit]] void more() {
  bodo::DataFrame a{{"x", bodo::arange(3)}};
  auto none = a.drop({"x"});
  const std::int64_t n =
      none.drop_duplicates().size() + none.tail(1).size() + none.slice(1, 2).size() + bodo::rebalance(none).size();
  none["y"] = bodo::arange(3);
  auto empty = a.head(0);
  empty["z"] = empty["x"].map([](std::int64_t v) { return v + 1; });
  const std::int64_t m = empty.drop_duplicates().size() + empty.merge(a, {.on = "x"}).size() +
                         empty.groupby("x").agg({{"s", bodo::sum("z")}}).size() + empty.sort_values("x").size() +
                         bodo::concat({empty, empty}).size();
  if (n != 8 || m != 0 || none["y"].sum() != 3) fmt::print("{} {}\n", n, m);
}

int main() {
  show();
  more();
  if (bodo::get_rank() == 0) fmt::print("done\n");
}
