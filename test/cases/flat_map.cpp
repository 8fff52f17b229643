// Rows from a function's values, 0 to n for a row: containers, optionals, several columns, missing values; more values
// than a batch has rows; before and after filters, joins, groups; on coded and plain strings.
#include <bodo/bodo.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> all;
  while (!line.empty()) {
    const auto end = line.find(' ');
    if (end != 0) all.emplace_back(line.substr(0, end));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return all;
}

std::vector<std::int64_t> numbers(std::int64_t n) {
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0; i < n; ++i) all.push_back(i);
  return all;
}

[[bodo::jit]] void streams(const std::string& path, std::int64_t most) {
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("lines.parquet"));
  auto small = bodo::read_parquet(path + "_small.parquet", bodo::like("lines_small.parquet"));
  // to groups, without a table of the words
  df.flat_map({"line"}, words, {.name = "word"})
      .groupby({"word"})
      .agg({{"n", bodo::size()}, {"first", bodo::first("id")}})
      .sort_values({"word"})
      .to_parquet(path + ".groups");
  // in their order, the other columns beside them
  df.flat_map({"line"}, words).to_parquet(path + ".words");
  // a filter before, one after that may be moved before, one of the values
  auto w = df[df["n"] != 3].flat_map({"line"}, words, {.name = "word"});
  w = w[(w["id"] % 2 == 0) && (w["word"] != "the")];
  w.to_parquet(path + ".filtered");
  // many values, most of them dropped
  auto m = df.flat_map({"n"}, numbers, {.name = "i"});
  m[m["i"] % 1000 == 1].to_parquet(path + ".many");
  bodo::print(m.size());
  // before a join, whose rows travel, and after one
  auto joined = df.flat_map({"line"}, words, {.name = "word"}).merge(small, {.on = "word"});
  joined.sort_values({"id", "word", "weight"}).to_parquet(path + ".joined");
  df.merge(small, {.left_on = "kind", .right_on = "word"})
      .flat_map({"line"}, words)
      .groupby({"line"})
      .agg({{"weight", bodo::sum("weight")}})
      .sort_values({"line"})
      .to_parquet(path + ".after_join");
  // sorted rows, of which some values are kept
  auto last = df.sort_values("id", {.ascending = false}).flat_map({"line"}, words, {.name = "word"});
  last[last["word"].isin({"cat", "x"})][{"id", "word"}].to_parquet(path + ".sorted");
  // rows of rows
  df[df["n"] < most]
      .flat_map({"n"}, numbers, {.name = "i"})
      .flat_map({"i"}, numbers, {.name = "j"})
      .to_parquet(path + ".twice");
}

struct Half {
  double by;
  std::array<double, 2> operator()(double x) const { return {x / by, -x}; }
};

[[bodo::jit]] void values(const std::string& path) {
  using namespace std::chrono;
  auto df = bodo::read_parquet(path + ".parquet", bodo::like("lines.parquet"));
  df.flat_map({"kind"}, [](std::string_view kind) {
      return std::vector<std::string_view>(kind.size(), kind);
    }).to_parquet(path + ".kinds");
  df.flat_map({"n", "id"},
              [](std::optional<std::int64_t> n, std::int64_t id) {
                return n ? std::vector<std::optional<std::int64_t>>{n, id, std::nullopt}
                         : std::vector<std::optional<std::int64_t>>{};
              },
              {.name = "number"})
      .to_parquet(path + ".optionals");
  // a std::optional is one value or none
  df.flat_map({"n"}, [](std::int64_t n) {
      return n % 2 == 0 ? std::optional(n / 2) : std::nullopt;
    }).to_parquet(path + ".halves");
  df[{"x"}].flat_map({"x"}, Half{4}).to_parquet(path + ".arrays");
  df[{"id", "day"}]
      .flat_map({"day"}, [](sys_days day) { return std::vector<sys_days>{day, day + days(1)}; })
      .to_parquet(path + ".days");
  df[{"id", "price"}]
      .flat_map({"price"}, [](auto price) { return std::vector{price, price}; })
      .to_parquet(path + ".prices");
  std::size_t times = 1;
  times += 1;
  bodo::print(df["id"].flat_map([times](std::int64_t id) { return std::vector<std::int64_t>(times, id); }).sum());
  // lists as values, their lengths
  df["letters"] = df["line"].map(words);
  bodo::print(df[df["letters"].str().len() > 2].size());
  bodo::print(df["letters"].explode().nunique());
}

int main() {
  streams("lines", 20);
  streams("none", 20);
  values("lines");
  values("none");
}
