// BODO_MEM_LIMIT: a job that would need more ends with a message that names the statement.
// env: BODO_MEM_LIMIT=2M
// exit: not 0
// message: BODO_MEM_LIMIT
#include <bodo/bodo.h>

[[bodo::jit]] void sort() {
  bodo::DataFrame df{{"a", bodo::arange(4000000) % 1000}};
  df["b"] = df["a"] * 0.5;
  df.sort_values("a").to_parquet("out");
}

int main() { sort(); }
