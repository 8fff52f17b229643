// random_shuffle with another seed on each rank.
// options: -fno-bodo-variance-check
// ranks: 2 3
// exit: not 0
// message: mismatch_seed.cpp:21: ...disagree
#include <bodo/bodo.h>

#include <cstdint>

[[bodo::jit]] std::int64_t total(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df["A"].sum();
}

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

int main() {
  const auto shuffled = bodo::random_shuffle(rows(10), static_cast<std::uint64_t>(bodo::get_rank()));
  return shuffled.size() == 10 && total(1) == 0 ? 0 : 1;
}
