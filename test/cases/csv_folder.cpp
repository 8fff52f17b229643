// A folder of CSV files is one frame; a column that has no values in the first file has the type that the next one shows.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto df = bodo::read_csv("days");
  bodo::print(df);
  bodo::print(df["id"].max());
}

int main() { show(); }
