// Conditions on unsigned columns of files, up to the largest number, by which row groups are skipped.
// rank 0 prints:
//   4
//   2
//   3
//   1
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  auto a = bodo::read_parquet("numbers.parquet");
  bodo::print(a[a["u64"] > 5].size());
  auto b = bodo::read_parquet("./numbers.parquet");
  bodo::print(b[b["u64"] >= 18'446'744'073'709'551'614u].size());
  auto c = bodo::read_parquet("././numbers.parquet");
  bodo::print(c[c["u64"].between(1, 10)].size());
  auto d = bodo::read_parquet("./././numbers.parquet");
  bodo::print(d[d["u8"] == 255 && d["u64"] != 0].size());
}

int main() { show(); }
