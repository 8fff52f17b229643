// Strings that one file has as codes of a dictionary and another has not, one after the other.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto coded = bodo::read_parquet("coded.parquet");
  auto plain = bodo::read_parquet("plain.parquet");
  auto none = coded[coded["k"] < 0];
  bodo::print(bodo::concat({coded, plain}));
  bodo::print(bodo::concat({none, plain, coded}));
}

int main() { show(); }
