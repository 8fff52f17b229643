// The nearest row of another frame in an order: backward, forward, nearest; by keys, within a distance, without exact
// matches; on integers, floats, dates and times; frames without rows.
// rank 0 prints:
//   0 300 0
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>

using namespace std::chrono;

[[bodo::jit]] void join() {
  auto trades = bodo::read_parquet("trades.parquet");
  auto quotes = bodo::read_parquet("quotes.parquet");
  bodo::merge_asof(trades, quotes, {.on = "t"}).to_parquet("backward");
  bodo::merge_asof(trades, quotes, {.on = "t", .by = "k"}).to_parquet("by");
  bodo::merge_asof(trades, quotes, {.on = "t", .by = {"k", "s"}, .direction = "forward"}).to_parquet("forward");
  bodo::merge_asof(trades, quotes, {.on = "t", .by = "s", .direction = "nearest", .tolerance = 2})
      .to_parquet("nearest");
  bodo::merge_asof(trades, quotes, {.on = "t", .by = "k", .allow_exact_matches = false}).to_parquet("before");
  bodo::merge_asof(trades, quotes, {.left_on = "time", .right_on = "at", .by = "k", .tolerance = minutes(30)})
      .to_parquet("times");
  bodo::merge_asof(trades, quotes, {.left_on = "x", .right_on = "y", .direction = "nearest", .tolerance = 0.75})
      .to_parquet("floats");
  bodo::merge_asof(trades, trades,
                   {.left_on = "t", .right_on = "t", .by = "k", .allow_exact_matches = false, .suffixes = {"", "_2"}})
      .to_parquet("itself");

  const auto none = quotes[quotes["t"] < 0];
  const auto empty = bodo::merge_asof(none, quotes, {.on = "t"});
  auto alone = bodo::merge_asof(trades, none, {.on = "t", .by = "k"});
  const auto rows = empty.size();
  const auto all = alone.size();
  const auto bids = alone["bid"].count();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", rows, all, bids);
}

int main() { join(); }
