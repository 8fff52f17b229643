// What print shows of a frame: how many rows and columns, how wide, in which format.
// env: BODO_WIDTH=30
#include <bodo/bodo.h>
#include <bodo/format.h>

#include <cstdint>
#include <iostream>

[[bodo::jit]] void show(std::int64_t n, int rows) {
  bodo::DataFrame df{{"number", bodo::arange(n)}};
  df["half"] = bodo::where(df["number"] > 3, df["number"] / 2, std::nullopt);
  df["text"] = "a|b<" + df["number"].astype("string");
  df["other"] = df["number"] * 1000;
  bodo::print(df, {.rows = 4});
  bodo::print(df, {.rows = rows, .width = 80});
  bodo::print(df.head(3), {.columns = 3, .width = -1});
  bodo::print(df["text"], {.rows = 3});
  bodo::print(df, {.rows = 3, .format = "markdown"});
  bodo::print(df[{"half", "text"}], {.rows = 2, .columns = 1, .format = "html"});
  bodo::print(df[df["number"] < 0][{"text"}], {.format = "markdown"});
  bodo::print(df.tail(2));
  bodo::print(df[{"number"}].size());
}

[[bodo::jit(all_returns_distributed)]] bodo::DataFrame made() { return {{"A", bodo::arange(100)}}; }

int main() {
  show(100, 5);
  const auto df = made();
  bodo::print(df, {.rows = 2});
  bodo::print(df, {.rows = -1, .width = 10});
  if (bodo::get_rank() == 0)
    std::cout << bodo::to_string(bodo::DataFrame{{"A", std::vector<int>{1, 2, 3}}}, {.rows = 1});
}
