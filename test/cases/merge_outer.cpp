// env: BODO_JOIN=spread
// Outer joins: pairs and left rows in the left frame's order, then the right rows without a match in theirs; keys of
// one name are one column, keys of two names are two.
#include <bodo/bodo.h>

#include <cstdint>
#include <optional>

std::int64_t length(std::optional<std::int64_t> n) { return n ? *n : -1; }

[[bodo::jit]] void join() {
  auto a = bodo::read_parquet("a.parquet");
  auto b = bodo::read_parquet("b.parquet");
  auto none = b[b["y"] < 0];
  bodo::DataFrame few{{"k", {3, 3, 500}}, {"h", {"x", "y", "z"}}};

  // the order is observable
  auto one = a.merge(b, {.on = "k", .how = "outer"});
  one.to_parquet("one");
  auto two = a.merge(b, {.left_on = {"s", "k"}, .right_on = {"t", "j"}, .how = "outer"});
  two.to_parquet("two");
  auto kept = one[one["k"] % 2 == 0];
  kept["total"] = kept["y"].cumsum();
  kept.to_parquet("kept");
  a.merge(b, {.on = {"c", "d"}, .how = "outer"}).sort_values("d").to_parquet("decimals");
  bodo::print(few.merge(b[b["y"] < 3], {.on = "k", .how = "outer", .suffixes = {"", "_b"}}));

  // it is not
  auto any = a.merge(b, {.on = {"k", "c"}, .how = "outer"});
  any.groupby("k", {.dropna = false})
      .agg({{"rows", bodo::size()},
            {"x", bodo::sum("x")},
            {"y", bodo::sum("y")},
            {"s", bodo::max("s")},
            {"t", bodo::nunique("t")}})
      .sort_values("k")
      .to_parquet("groups");
  auto missing = a.merge(b, {.left_on = "k", .right_on = "j", .how = "outer"});
  missing["n"] = missing["x"].map(length) + missing["y"].map(length);
  bodo::print(missing[missing["x"].isna()].size());
  bodo::print(missing[missing["y"].isna()].size());
  bodo::print(missing["n"].sum());
  bodo::print(missing["k_x"].count());

  // empty sides, all rows without a match, rows that are on every rank, chains
  bodo::print(a.merge(none, {.on = "k", .how = "outer"}).size());
  auto rest = none.merge(a, {.on = "k", .how = "outer"});
  bodo::print(rest.size());
  bodo::print(rest["k"].sum());
  bodo::print(none.merge(none, {.on = "k", .how = "outer"}).size());
  auto apart = a[a["k"] < 10].merge(b[b["k"] > 20], {.on = "k", .how = "outer"});
  apart.to_parquet("apart");
  bodo::DataFrame more{{"k", {3, 4}}, {"g", {1, 2}}};
  bodo::print(few.merge(more, {.on = "k", .how = "outer"}));
  auto chain = bodo::concat({a[{"k", "x"}], a[{"k", "x"}]})
                   .merge(b[{"k", "y"}], {.on = "k", .how = "outer"})
                   .merge(few, {.on = "k", .how = "outer"});
  chain.groupby("h", {.dropna = false})
      .agg({{"rows", bodo::size()}, {"x", bodo::sum("x")}, {"y", bodo::sum("y")}, {"k", bodo::sum("k")}})
      .sort_values("h")
      .to_parquet("chain");
}

int main() { join(); }
