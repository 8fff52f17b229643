// A parameter whose schema no call shows: expect says it, and the run checks it.
// rank 0 prints:
//   6
#include <bodo/bodo.h>

#include <cstdint>
#include <vector>

[[bodo::jit]] void show(bodo::DataFrame df) {
  df = bodo::expect(df, bodo::schema({{"v", bodo::int64}}));
  bodo::print(df["v"].sum());
}

bodo::DataFrame made(const std::vector<std::int64_t>& values) { return bodo::DataFrame{{"v", values}}; }

int main() { show(made({1, 2, 3})); }
