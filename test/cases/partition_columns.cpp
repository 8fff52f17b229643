// Columns in folders' names: dates are read as dates, a schema may name other types, and what is written without rows
// has its columns all the same.
// ranks: 1 2 3
// rank 0 prints:
//   2024-01-03 2
//   4 2 2024-01-01 12:00:00 70
//   0
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <cstdint>

using namespace std::chrono;

[[bodo::jit]] void dated() {
  auto df = bodo::read_parquet("days");
  df.to_parquet("again", {.partition_cols = "d"});
  const auto last = bodo::read_parquet("again", bodo::like("days"))["d"].max();
  const std::int64_t late = df[df["d"] >= 2024y / January / 2].size();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", last, late);
}

[[bodo::jit]] void typed() {
  auto df = bodo::read_parquet(
      "typed",
      bodo::schema(
          {{"v", bodo::int64}, {"i", bodo::int16}, {"b", bodo::boolean}, {"t", bodo::timestamp}, {"u", bodo::uint8}}));
  const std::int64_t rows = df.size(), yes = df["b"].sum();
  const auto first = df["t"].min();
  const std::int64_t sum = df["u"].sum() + df["i"].sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {}\n", rows, yes, first, sum);
}

[[bodo::jit]] void none() {
  auto df = bodo::read_parquet("days");
  df["w"] = df["v"] * 2;
  df.head(0).to_parquet("none", {.partition_cols = {"d", "v"}});
  auto empty = bodo::read_parquet("none", bodo::schema({{"w", bodo::int64}, {"d", bodo::date}, {"v", bodo::int64}}));
  const std::int64_t rows = empty[empty["v"] > 0].size();
  if (bodo::get_rank() == 0) fmt::print("{}\n", rows);
}

int main() {
  dated();
  typed();
  none();
}
