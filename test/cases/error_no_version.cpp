// No version of a function has the columns of its argument: the message lists the versions and the argument.
// exit: not 0
// message: error_no_version.cpp:15: error: show: ...{v: int64}, or for {v: string}...{w: float64}
// options: -Wno-bodo-no-parallelism
#include <bodo/bodo.h>

#include <vector>

[[bodo::jit]] bodo::DataFrame numbers() { return bodo::DataFrame{{"v", {1, 2, 3}}}; }

[[bodo::jit]] bodo::DataFrame words() { return bodo::DataFrame{{"v", {"b", "a"}}}; }

[[bodo::jit]] bodo::DataFrame others() { return bodo::DataFrame{{"w", {0.5}}}; }

[[bodo::jit]] void show(const bodo::DataFrame& df) { bodo::print(df["v"].max()); }

int main() {
  show(numbers());
  show(words());
  std::vector<bodo::DataFrame> all{others()};
  for (const bodo::DataFrame& df : all) show(df);
}
