// Annotated functions that return frames and scalars together, to annotated functions and to ordinary code.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   inside: 4 rows to 5.0, at most 9, first x
//      A
//   4  5
//   5  6
//   outside: 6, 5, 2.5, 3
//   no rows: missing
//   larger than the mean: 5, since 1970: 3 days
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

struct Parts {
  bodo::DataFrame small;
  std::int64_t rows;
  double mean;
  bodo::DataFrame large;
};

[[bodo::jit]] Parts parts(int n, int from) {
  bodo::DataFrame df{{"A", bodo::arange(n) + from}};
  auto low = df[df["A"] < 5];
  auto high = df[df["A"] >= 5];
  return {low, low.size(), low["A"].mean(), high};
}

[[bodo::jit]] std::tuple<double, bodo::DataFrame, std::string> labelled(const bodo::DataFrame& df, std::string name) {
  const auto top = df["A"].max();
  return {top + 0.5, df, name + "x"};
}

[[bodo::jit]] bodo::Scalar largest(const bodo::DataFrame& df) { return df["A"].max(); }

[[bodo::jit]] std::pair<bodo::Scalar, bodo::DataFrame> largest_and_all(const bodo::DataFrame& df) {
  return {df["A"].max(), df};
}

[[bodo::jit]] std::chrono::sys_days day(int n) { return std::chrono::sys_days(std::chrono::days(n)); }

[[bodo::jit]] void inside() {
  auto p = parts(9, 1);
  auto [top, all, name] = labelled(p.large, "");
  auto most = largest(p.large);
  auto kept = all[all["A"] < most];
  const std::int64_t rows = p.rows, at_most = most;
  if (bodo::get_rank() == 0)
    fmt::print("inside: {} rows to {:.1f}, at most {}, first {}\n", rows, p.mean * 2, at_most, name);
  bodo::print(kept.head(2));
}

[[bodo::jit]] void missing() {
  auto p = parts(3, 0);
  auto [most, all] = largest_and_all(p.large);
  const std::optional<std::int64_t> value = most;
  if (bodo::get_rank() == 0) fmt::print("no rows: {}\n", value ? "a value" : "missing");
}

[[bodo::jit]] void on_rows() {
  auto p = parts(9, 1);
  auto [most, all] = largest_and_all(p.large);
  const std::int64_t larger = all[all["A"] >= p.mean * 0 + p.rows].size();
  auto since = day(3);
  bodo::DataFrame days{
      {"d", {std::chrono::sys_days(std::chrono::days(2)), std::chrono::sys_days(std::chrono::days(9))}}};
  const std::int64_t later = days[days["d"] < since].size();
  if (bodo::get_rank() == 0) fmt::print("larger than the mean: {}, since 1970: {} days\n", larger, later + 2);
}

int main() {
  inside();
  const Parts p = parts(10, 0);
  const auto [top, all, name] = labelled(p.large, "y");
  if (bodo::get_rank() == 0)
    fmt::print("outside: {:.0f}, {}, {}, {}\n", top - 3.5, p.rows, p.mean + 0.5, all.size() - 2);
  missing();
  on_rows();
}
