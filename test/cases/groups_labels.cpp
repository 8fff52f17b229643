// Groups that a condition leaves keep the numbers that they have among all groups, on any number of ranks. Each of these
// functions goes through the groups once; what they print is compared with all groups.
#include <bodo/bodo.h>
#include <cstdio>

[[bodo::jit]] void all() {
  auto g = bodo::read_parquet("rows.parquet").groupby("k").agg({{"x", bodo::sum("x")}, {"n", bodo::size()}});
  bodo::print(g, {.rows = 1000});
}

[[bodo::jit]] void filtered() {
  auto g = bodo::read_parquet("rows.parquet").groupby("k").agg({{"x", bodo::sum("x")}, {"n", bodo::size()}});
  g["n"] = g["n"] * 1;
  bodo::print(g[g["k"] % 3 != 1], {.rows = 1000});
}

[[bodo::jit]] void without_missing() {
  auto g = bodo::read_parquet("rows.parquet").groupby("k").agg({{"x", bodo::sum("x")}, {"n", bodo::size()}});
  g["n"] = g["n"].mask(g["k"] % 2 == 0);
  bodo::print(g.dropna(), {.rows = 1000});
}

[[bodo::jit]] void listed() {
  auto g = bodo::read_parquet("rows.parquet").groupby("k").agg({{"x", bodo::sum("x")}, {"n", bodo::size()}});
  bodo::print(g[g["k"].isin(bodo::read_parquet("other.parquet")["k"])], {.rows = 1000});
}

[[bodo::jit]] bodo::DataFrame returned() {
  auto g = bodo::read_parquet("rows.parquet").groupby("k").agg({{"x", bodo::sum("x")}, {"n", bodo::size()}});
  return g[g["k"] > 20];
}

[[bodo::jit]] void in_a_loop() {
  auto df = bodo::read_parquet("rows.parquet");
  for (int i = 0; i < 2; ++i) {
    auto g = df.groupby("k").agg({{"x", bodo::sum("x")}, {"n", bodo::size()}});
    bodo::print(g[g["k"] % 2 == i], {.rows = 1000});
  }
}

int main() {
  all();
  filtered();
  without_missing();
  listed();
  const auto some = returned();
  bodo::print(some, {.rows = 1000});
  in_a_loop();
}
