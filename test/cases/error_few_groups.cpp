// Groups that were taken to be few, and take more than BODO_GATHER_LIMIT on every rank: an error that says why.
// env: BODO_GATHER_LIMIT=200000
// ranks: 2 3
// exit: not 0
// message: which is more than the limit of 200.0 kB: the file that shows the columns has few different keys, ... bodo::like()
#include <bodo/bodo.h>

[[bodo::jit]] void write() {
  auto rows = bodo::read_parquet("rows.parquet", bodo::like("sample.parquet"));
  rows.groupby("s").agg({{"n", bodo::size()}}).to_parquet("words");
}

int main() { write(); }
