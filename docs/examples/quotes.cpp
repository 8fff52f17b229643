// Trades beside the last quote before them: the side they were on, and what crossing the spread cost.
#include <bodo/bodo.h>
#include <chrono>

[[bodo::jit]] void costs() {
  auto trades = bodo::read_parquet("trades.parquet").sort_values("time");
  auto quotes = bodo::read_parquet("quotes.parquet").sort_values("time");
  auto t = bodo::merge_asof(trades, quotes, {.on = "time", .by = "symbol", .tolerance = std::chrono::seconds(2)});

  t["middle"] = (t["bid"] + t["ask"]) / 2;
  t["side"] = bodo::where(t["price"] > t["middle"], "buy", "sell");
  t["cost"] = (t["price"] - t["middle"]).abs() * t["size"];
  bodo::print(t["bid"].isna().sum());
  bodo::print(t.dropna({"bid"})
                  .groupby({"symbol", "side"}, {.sort = true})
                  .agg({{"trades", bodo::size()}, {"volume", bodo::sum("size")}, {"cost", bodo::mean("cost")}}));
}

int main() { costs(); }
