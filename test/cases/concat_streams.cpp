// Rows of several frames run in a loop each into one sink: groups, aggregates, both sides of joins, sorts, files. Their
// order stays that of the frames where it is observable.
#include <bodo/bodo.h>

#include <cstdint>

std::int64_t half(std::int64_t n) { return n / 2; }

[[bodo::jit]] void show() {
  auto coded = bodo::read_parquet("coded.parquet");
  auto plain = bodo::read_parquet("plain.parquet");
  auto none = bodo::read_parquet("none.parquet");
  bodo::DataFrame few{{"k", {1, 2, 2}}, {"n", {-1, -2, -3}}, {"s", {"few", "w0", "few"}}, {"f", {0.5, 0.25, 1e15}}};

  // groups, of rows that are spread and of some that are on every rank
  auto all = bodo::concat({coded, few, none, plain});
  all.groupby({"k", "s"}, {.dropna = false})
      .agg({{"rows", bodo::size()},
            {"f", bodo::sum("f")},
            {"mean", bodo::mean("n")},
            {"words", bodo::nunique("s")},
            {"var", bodo::var("n")}})
      .sort_values({"k", "s"})
      .to_parquet("groups");

  // the first and the last of the frames' order
  auto ends = bodo::concat({coded, few, plain});
  ends["m"] = ends["n"].map(half);
  ends[ends["m"] % 3 != 0]
      .groupby("k")
      .agg({{"first", bodo::first("s")}, {"last", bodo::last("n")}, {"f", bodo::first("f")}})
      .sort_values("k")
      .to_parquet("ends");

  // scalars
  auto numbers = bodo::concat({plain, coded});
  auto large = numbers[numbers["n"] > 100];
  auto sum = large["f"].sum();
  auto longest = large["s"].max();
  bodo::print(large.size());
  bodo::print(sum);
  bodo::print(longest);
  bodo::print(bodo::concat({plain, none, coded}).size());

  // a build side, and rows that probe a large one
  auto words = bodo::concat({coded, plain})[{"s", "k"}];
  auto named = words[words["k"] < 3];
  auto distinct = named.groupby({"s", "k"}).agg({{"times", bodo::size()}});
  plain.merge(named, {.on = {"s", "k"}, .how = "semi"})
      .groupby("k")
      .agg({{"n", bodo::sum("n")}})
      .sort_values("k")
      .to_parquet("semi");
  bodo::concat({plain, few, coded})
      .merge(distinct, {.on = {"s", "k"}})
      .groupby("s")
      .agg({{"times", bodo::sum("times")}, {"n", bodo::min("n")}})
      .sort_values("s")
      .to_parquet("probed");

  // the order of all rows is observable
  auto ordered = bodo::concat({plain, few, coded});
  auto odd = ordered[ordered["n"] % 2 != 0];
  odd.to_parquet("ordered");
  ordered[ordered["n"] % 5 == 0].sort_values("k").to_parquet("sorted");
  auto counted = ordered[ordered["n"] % 7 == 0];
  counted["total"] = counted["n"].cumsum();
  counted.merge(distinct, {.on = {"s", "k"}, .how = "left"}).to_parquet("left");
  bodo::print(odd.head(3));

  // ... and only one loop takes each of these
  auto many = bodo::concat({few, coded, plain});
  bodo::print(many[many["n"] % 4 == 1].head(4));
  auto again = bodo::concat({plain, coded, few});
  auto even = again[again["n"] % 2 == 0];
  even["total"] = even["n"].cumsum();
  even.to_parquet("even");
  auto twice = bodo::concat({few, few});
  twice[twice["n"] < -1].groupby("k").agg({{"first", bodo::first("n")}, {"last", bodo::last("s")}}).to_parquet("small");

  // one frame in another, and the same one twice
  auto inner = bodo::concat({few, few[few["n"] < -1]});
  auto outer = bodo::concat({inner, coded[coded["n"] < 5], inner});
  bodo::print(outer[outer["n"] < 2]);
  outer[outer["k"] > 0].groupby("s").agg({{"rows", bodo::size()}}).sort_values("s").to_parquet("nested");
}

int main() { show(); }
