// Decimals whose products leave 64 bits are right whatever the columns are called and whatever the other columns hold: a
// product's bound covers no factor if another factor may be 0, nor that of a column whose name ends in this one's.
// rank 0 prints:
//                          gross               net
//   0  12193263123451.1812211400  98765.4321000000
//                       with_fee                    negative
//   0  12193263123451.2812211400  -36579789370353.5436634200
//   12193263123451181.2211400000
//   98765432.1000000000
//   243000000000000000000000000.0000
//   0.00000
//   27000000000000000000000000
//   0.0
//   -243000000000000000000000000.0000
//   -0.7500
#include <bodo/bodo.h>

[[bodo::jit]] void suffixes() {
  auto df = bodo::read_parquet("fx.parquet");
  df["gross"] = df["amount"] * df["rate"];
  df["net"] = df["net_amount"] * df["rate"];
  df["with_fee"] = df["amount"] * df["rate"] + 0.1;
  df["negative"] = df["amount"] * -3 * df["rate"];
  bodo::print(df[{"gross", "net"}].head(1));
  bodo::print(df[{"with_fee", "negative"}].head(1));
  bodo::print(df["gross"].sum());
  bodo::print(df["net"].sum());
}

[[bodo::jit]] void zero() {
  auto g = bodo::read_parquet("zero.parquet").groupby({"price", "qty", "tax", "wide"}).agg({{"n", bodo::size()}});
  g["revenue"] = g["price"] * g["qty"];
  g["levy"] = g["revenue"] * g["tax"];
  bodo::print(g["revenue"].sum());
  bodo::print(g["levy"].sum());
  // a column of 128 bits whose factor is 0
  g["scaled"] = g["wide"] * g["tax"];
  bodo::print(g["wide"].sum());
  bodo::print(g["scaled"].sum());
  bodo::print((g["price"] * -1 * g["qty"]).sum());
  bodo::print(((g["tax"] - 1) * 0.25 * (g["tax"] + 1)).sum());
}

int main() {
  suffixes();
  zero();
}
