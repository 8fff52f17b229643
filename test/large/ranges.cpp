// Five billion rows that are never in memory: numbers of rows and labels beyond 32 bits.
// ranks: 4
// prints:
//                        a
//   5                    5
//   1000000012  1000000012
//   2000000019  2000000019
//   3000000026  3000000026
//   4000000033  4000000033
//   5000000000
//          a           n        last
//   0   True  1666666667  4999999999
//   1  False  3333333333  4999999998
#include <bodo/bodo.h>

[[bodo::jit]] void ranges() {
  bodo::DataFrame df{{"a", bodo::arange(5'000'000'000)}};
  bodo::print(df[df["a"] % 1'000'000'007 == 5]);
  bodo::print(df.size());
  bodo::print(df.groupby(df["a"] % 3 == 1).agg({{"n", bodo::size()}, {"last", bodo::max("a")}}).sort_values("n"));
}

int main() { ranges(); }
