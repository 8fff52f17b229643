// The size of rows that no filter thins out is known without a loop: of tables, ranges, files and sorts.
// rank 0 prints:
//   9 9 0
//   9 3 6 9
//   9 4
//   8 7
//   3 of 9
//   Empty DataFrame
//   Columns: [a, b]
//   Index: []
//   0
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>

void show(const std::string& line) {
  if (bodo::get_rank() == 0) fmt::print("{}\n", line);
}

[[bodo::jit]] void ranges(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  bodo::DataFrame none{{"a", bodo::arange(-n)}};
  const std::int64_t rows = df.size(), values = df["a"].count(), nothing = none.size();
  show(fmt::format("{} {} {}", rows, values, nothing));
}

[[bodo::jit]] void tables(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  df.to_parquet("nine");
  auto kept = bodo::allgatherv(df[df["a"] < 3]);
  auto rest = df.tail(n - 3);
  auto sorted = df.sort_values("a", {.ascending = false});
  const std::int64_t in_order = sorted.size();
  show(fmt::format("{} {} {} {}", df.size(), kept.size(), rest.size(), in_order));
}

[[bodo::jit]] void files() {
  auto df = bodo::read_parquet("nine", bodo::schema({{"a", bodo::int64}}));
  const std::int64_t rows = df.size(), few = df[df["a"] > 4].size();
  show(fmt::format("{} {}", rows, few));
}

// A size keeps its value if its frame changes later.
[[bodo::jit]] void loops(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  std::string sizes;
  for (int i = 0; i < 2; ++i) {
    const std::int64_t before = df.size();
    df = df.tail(before - 1);
    sizes += (i == 0 ? "" : " ") + std::to_string(df.size());
  }
  show(sizes);
}

[[bodo::jit]] double share(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  auto kept = df[df["a"] * 3 < df.size()];
  return static_cast<double>(kept.size()) / df.size();
}

// No rank has a negative number of rows.
[[bodo::jit]] void nothing(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(-n)}};
  df["b"] = df["a"] * 2;
  bodo::print(df);
  bodo::print(df["b"].sum());
}

int main() {
  ranges(9);
  tables(9);
  files();
  loops(9);
  show(fmt::format("{:.0f} of 9", 9 * share(9)));
  nothing(5);
}
