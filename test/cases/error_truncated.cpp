// A Parquet file whose data are damaged ends all ranks with the file's name.
// exit: not 0
// message: error_truncated.cpp:8: ...damaged.parquet
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  // its footer is right, so the compiler can read the schema
  auto df = bodo::read_parquet("damaged.parquet");
  bodo::print(df["a"].sum());
}

int main() { show(); }
