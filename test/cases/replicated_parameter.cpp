// A parameter that is flagged replicated gets all rows on every rank, from other annotated functions too.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   9
//   42
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit(replicated = {"d"})]] bodo::DataFrame without_three(bodo::DataFrame d) { return d[d["a"] != 3]; }

[[bodo::jit]] void show(std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n)}};
  auto left = without_three(df);
  bodo::print(left.size());
  bodo::print(left["a"].sum());
}

int main() { show(10); }
