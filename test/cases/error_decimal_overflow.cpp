// A product of decimals beyond 38 digits is an error with its line, not a wrong number.
// exit: not 0
// message: error_decimal_overflow.cpp:7: ...38 digits
#include <bodo/bodo.h>
[[bodo::jit]] void show() {
  auto df = bodo::read_parquet("large.parquet");
  df["product"] = df["a"] * df["a"];
  bodo::print(df["product"].max());
}

int main() { show(); }
