// A folder that cannot be made: one message, and nothing is left.
// exit: not 0
// message: error_no_permission.cpp:8: ...file/out
#include <bodo/bodo.h>

[[bodo::jit]] void write() {
  bodo::DataFrame df{{"a", bodo::arange(10)}};
  df.to_parquet("file/out");
}

int main() { write(); }
