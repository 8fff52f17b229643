// Columns of a file that cannot be read are reported at the read.
#include <bodo/bodo.h>

[[bodo::jit]] void copy() {
  // expected-warning:13@+2 {{columns that cannot be read are left out: 'tags' (a list of lists or structs), 'place' (a map)}}
  // expected-note@+1 {{a frame of columns that you name is whole: df[{"a", "b"}]}}
  auto df = bodo::read_parquet("nested.parquet");
  df[df["a"] > 1][{"a", "b"}].to_parquet("named");
}

[[bodo::jit]] void said() {
  bodo::read_parquet("nested.parquet", bodo::schema({{"a", bodo::int64}, {"b", bodo::string}})).to_parquet("all");
}

int main() {
  copy();
  said();
}
