// Each rank sends all its rows, 2.2 GB, to the other one; 14 GB of memory in all.
// ranks: 2
// prints:
//   559999999
//   559999999
#include <bodo/bodo.h>

[[bodo::jit]] void turn_round() {
  bodo::DataFrame df{{"a", bodo::arange(560'000'000)}};
  auto turned = df.sort_values("a", {.ascending = false});
  turned["before"] = turned["a"].shift(1);
  bodo::print((turned["before"] - turned["a"] == 1).sum());
  bodo::print(turned["a"].first());
}

int main() { turn_round(); }
