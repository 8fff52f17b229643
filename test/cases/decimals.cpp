// Decimals are exact: a literal beside them is the decimal that is written, division and means are float64.
// rank 0 prints:
//        price  discount        net   with_fee     half   dear
//   0    10.00      0.05     9.5000     9.5500      5.0   True
//   1     0.01      0.07     0.0093     0.0593    0.005  False
//   2     <NA>      0.05       <NA>       <NA>     <NA>   <NA>
//   3  -999.99      0.00  -999.9900  -999.9400 -499.995  False
//   -990.4807
//   -329.99333333333334
//   10.00
//   3
//   580.2556333490726
//      negative  deviation  largest
//   0     False   7.063997    10.00
//   1      True       <NA>  -999.99
//           fee       times
//   0     21.25     12.5000
//   1      1.27      0.0125
//   2      <NA>        <NA>
//   3  -1998.73  -1249.9875
#include <bodo/bodo.h>

const bodo::decimal_value least(-1000000, 2);
bodo::decimal_value larger(bodo::decimal_value a, bodo::decimal_value b) { return a > b ? a : b; }

[[bodo::jit]] void show(bodo::decimal_value fee) {
  auto df = bodo::read_parquet("prices.parquet");
  df["net"] = df["price"] * (1 - df["discount"]);
  df["with_fee"] = df["net"] + 0.05;
  df["half"] = df["price"] / 2;
  df["dear"] = df["price"] > 9.99;
  bodo::print(df);
  bodo::print(df["net"].sum());
  bodo::print(df["price"].mean());
  bodo::print(df["price"].max());
  bodo::print(df[df["discount"].isin({0.05, 0.07})].size());
  bodo::print(df["price"].std());
  df["negative"] = df["price"] < 0;
  bodo::print(df.groupby("negative", {.sort = true})
                  .agg({{"deviation", bodo::std("price")}, {"largest", bodo::reduce("price", least, larger)}}));
  df["fee"] = df["price"].map([](bodo::decimal_value v) { return v + v; }) + fee;
  df["times"] = df["price"] * fee;
  bodo::print(df[{"fee", "times"}]);
}

int main() { show(bodo::decimal_value(125, 2)); }
