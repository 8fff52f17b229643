// A value that the file that shows the schema has not, and that would become a column: the error has the rank that read
// it, the value and its column.
// ranks: 3
// exit: not 0
// message: error_unseen_category.cpp:11: ...'new' in 'kind' is not one of the values that become columns...[rank 2]
#include <bodo/bodo.h>

[[bodo::jit]] void pivot() {
  auto rows = bodo::read_parquet("rows.parquet", bodo::like("sample.parquet"));
  auto kinds = rows.rename({{"c", "kind"}});
  kinds.pivot_table({.values = "v", .index = "k", .columns = "kind"}).to_parquet("pivot");
}

int main() { pivot(); }
