// A job that fails while it writes leaves the old output as it was.
// exit: not 0
// message: error_keeps_output.cpp:16: ...row 90
#include <bodo/bodo.h>

#include <cstdint>
#include <stdexcept>

std::int64_t checked(std::int64_t v) {
  if (v == 90) throw std::runtime_error("row 90");
  return v;
}

[[bodo::jit]] void write() {
  bodo::DataFrame df{{"a", bodo::arange(100)}};
  df["a"] = df["a"].map(checked);
  df.to_parquet("out", {.mode = "replace"});
}

int main() { write(); }
