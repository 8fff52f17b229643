// A stable sort by several keys, each up or down; missing values last or first. The result is numbered from 0.
// rank 0 prints:
//         k     s  v
//   0     1     a  0
//   1     1     a  4
//   2     1  <NA>  3
//   3     2     b  6
//   4     2     a  1
//   5  <NA>     b  2
//   6  <NA>     b  5
//         k     s  v
//   0  <NA>     b  2
//   1  <NA>     b  5
//   2     2     a  1
//   3     2     b  6
//   4     1     a  0
//   5     1  <NA>  3
//   6     1     a  4
//      v     k
//   0  1     2
//   1  6     2
//   2  0     1
//   3  3     1
//   4  4     1
//   5  2  <NA>
//   6  5  <NA>
//   7
//   7
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"k", {1, 2, std::nullopt, 1, 1, std::nullopt, 2}},
                     {"s", {"a", "a", "b", std::nullopt, "a", "b", "b"}},
                     {"v", {0, 1, 2, 3, 4, 5, 6}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  auto placed = df.sort_values({"k", "s"}, {.ascending = {true, false}});
  bodo::print(placed);
  bodo::print(df.sort_values("k", {.ascending = false, .na_first = true}));
}

// A key that is no column of what is written.
[[bodo::jit]] void write() {
  bodo::DataFrame df{{"v", bodo::arange(7)}};
  df["k"] = df["v"].map({{0, 1}, {1, 2}, {3, 1}, {4, 1}, {6, 2}});
  df["less"] = 10 - df["k"];
  df.sort_values({"less", "v"})[{"v", "k"}].to_csv("rows.csv");
  df.sort_values("less")[{"v", "k"}].to_json("rows.json");
  df.sort_values({"less", "k"})[{"v", "k"}].to_feather("rows.feather");
}

[[bodo::jit]] void read_back() {
  const auto columns = bodo::schema({{"v", bodo::int64, true}, {"k", bodo::int64, true}});
  auto rows = bodo::read_csv("rows.csv", columns);
  bodo::print(rows);
  bodo::print((rows["v"] == bodo::read_json("rows.json", columns)["v"]).sum());
  bodo::print((rows["v"] == bodo::read_feather("rows.feather", columns)["v"]).sum());
}

int main() {
  show();
  write();
  read_back();
}
