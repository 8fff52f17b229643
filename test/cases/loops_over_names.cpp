// Loops whose variable is a part of columns' or files' names: each round is compiled by itself, for names that are known
// while compiling.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   a 2 of a_twice
//   b 2 of b_twice
//      a  b  a_twice  b_twice  sum_a  sum_b  lag_1  lag_2
//   0  1  5        2       10      6     18   <NA>   <NA>
//   1  2  6        4       12      6     18      1   <NA>
//   2  3  7        6       14      6     18      2      1
//   0 a: 6
//   1 b: 18
//   x 1
//   y 1
//   z 1
//   24
//   3 3
//   a.parquet 2
//   b.parquet 5
//     up    down
//   0  X  x down
//   1  Y  y down
//   2  Z  z down
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

constexpr std::array<std::string_view, 2> both{"a", "b"};

[[bodo::jit]] bodo::DataFrame sums(bodo::DataFrame df, const std::vector<std::string>& columns) {
  for (const std::string& column : columns) df["sum_" + column] = df.groupby("k")[column].transform("sum");
  return df;
}

[[bodo::jit]] void columns() {
  auto df = bodo::DataFrame{{"a", bodo::from_vector(std::vector<std::int64_t>{1, 2, 3})},
                            {"b", bodo::from_vector(std::vector<std::int64_t>{5, 6, 7})}};
  for (const auto& name : {"a", "b"}) {
    const std::string made = std::string(name) + "_twice";
    const int factor = 2;
    df[made] = df[name] * factor;
    if (bodo::get_rank() == 0) fmt::print("{} {} of {}\n", name, factor, made);
  }
  df["k"] = 0;
  df = sums(df, {"a", "b"});
  for (int lag : {1, 2}) {
    const auto column = "lag_" + std::to_string(lag);
    df["lag_" + std::to_string(lag)] = df["a"].shift(lag);
    static_cast<void>(column);
  }
  bodo::print(df.drop("k"), {.columns = 10});
  // rounds share the variables outside of them
  std::int64_t total = 0;
  int number = 0;
  for (const auto name : both) {
    const std::int64_t sum = df[name].sum();
    if (bodo::get_rank() == 0) fmt::print("{} {}: {}\n", number++, name, sum);
    total += sum;
  }
  // names that are no columns': one loop, while running
  auto words = bodo::DataFrame{{"w", bodo::from_vector(std::vector<std::string>{"x", "y", "z"})}};
  for (const auto* word : {"x", "y", "z"}) {
    const auto n = words[words["w"] == word].size();
    if (bodo::get_rank() == 0) fmt::print("{} {}\n", word, n);
  }
  if (bodo::get_rank() == 0) fmt::print("{}\n", total);
  // each combination of two loops
  for (const auto& left : {"a", "b"})
    for (const auto& right : {"a", "b"}) df[std::string(left) + right] = df[left] + df[right];
  const auto ab = df["ab"].count(), ba = df["ba"].count();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", ab, ba);
}

[[bodo::jit]] void files(const std::string& folder) {
  for (const auto& name : {"a", "b"}) {
    const auto df =
        bodo::read_parquet(folder + "/" + name + ".parquet", bodo::like(std::string("data/") + name + ".parquet"));
    const auto n = df.size();
    if (bodo::get_rank() == 0) fmt::print("{}.parquet {}\n", name, n);
  }
}

[[bodo::jit]] void branches() {
  auto df = bodo::DataFrame{{"w", bodo::from_vector(std::vector<std::string>{"x", "y", "z"})}};
  for (const std::string_view to : {"up", "down"}) {
    if (to == "up")
      df[to] = df["w"].str().upper();
    else
      df[to] = df["w"] + " down";
  }
  bodo::print(df.drop("w"));
}

int main() {
  columns();
  files("data");
  branches();
}
