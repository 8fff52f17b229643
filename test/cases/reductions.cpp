// Reductions skip missing values; the sum of nothing is 0, the mean, min or max of nothing is missing.
// floats: 1e-12
// rank 0 prints:
//   12
//   3.0
//   1
//   6
//   4
//   4
//   2.160246899469287
//   4.666666666666667
//   2
//   3
//   of nothing
//   0
//   <NA>
//   <NA>
//   <NA>
//   0
//   0
//   <NA>
//   <NA>
//   booleans
//   1 0 6
//   floats
//   4.75
//   -1.5
//   2.5
//   0.95
//   0.5
//   1.25
//   strings
//   b
//   a
//   a
//   c
//   3
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"i", {std::nullopt, 2, 1, 6, std::nullopt, 3}},
                     {"f", {0.5, 2.5, -1.5, std::nullopt, 2.0, 1.25}},
                     {"s", {"b", std::nullopt, "a", "c", "a", "a"}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  auto i = df["i"];
  bodo::print(i.sum());
  bodo::print(i.mean());
  bodo::print(i.min());
  bodo::print(i.max());
  bodo::print(i.count());
  bodo::print(i.nunique());
  bodo::print(i.std());
  bodo::print(i.var());
  bodo::print(i.first());
  bodo::print(i.last());

  bodo::print("of nothing");
  auto none = df[df["i"] > 100]["i"];
  bodo::print(none.sum());
  bodo::print(none.mean());
  bodo::print(none.min());
  bodo::print(none.max());
  bodo::print(none.count());
  bodo::print(none.nunique());
  bodo::print(none.std());
  bodo::print(none.first());

  bodo::print("booleans");
  auto large = df["i"] > 1;
  const bool some = large.any();
  const bool every = large.all();
  const std::int64_t rows = df.size();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", some ? 1 : 0, every ? 1 : 0, rows);

  bodo::print("floats");
  bodo::print(df["f"].sum());
  bodo::print(df["f"].min());
  bodo::print(df["f"].max());
  bodo::print(df["f"].mean());
  bodo::print(df["f"].quantile(0.25));
  bodo::print(df["f"].median());

  bodo::print("strings");
  bodo::print(df["s"].first());
  bodo::print(df["s"].last());
  bodo::print(df["s"].min());
  bodo::print(df["s"].max());
  bodo::print(df["s"].nunique());
}

int main() { show(); }
