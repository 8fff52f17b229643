// Open, high, low, close and volume-weighted price of trades, per symbol and five minutes.
#include <bodo/bodo.h>

[[bodo::jit]] void bars() {
  auto trades = bodo::read_parquet("trades.parquet").sort_values("time");
  trades["bar"] = trades["time"].dt().floor("5min");
  auto bars = trades.groupby({"symbol", "bar"}, {.sort = true})
                  .agg({{"open", bodo::first("price")},
                        {"high", bodo::max("price")},
                        {"low", bodo::min("price")},
                        {"close", bodo::last("price")},
                        {"volume", bodo::sum("size")},
                        {"paid", bodo::sum(trades["price"] * trades["size"])}});
  bars["vwap"] = bodo::round(bars["paid"] / bars["volume"], 4);
  bars["change"] = bodo::round(bars.groupby("symbol")["close"].pct_change() * 100, 3);
  bodo::print(bars.drop("paid"), {.rows = 10, .width = 120});
}

int main() { bars(); }
