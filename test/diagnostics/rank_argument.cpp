// Arguments on which all ranks must agree, and that vary.
#include <bodo/bodo.h>

#include <chrono>
#include <string>
#include <vector>

[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }
[[bodo::jit(all_returns_distributed)]] bodo::DataFrame table(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}
[[bodo::jit]] std::int64_t first(const bodo::DataFrame& df) {
  return bodo::expect(df, bodo::schema({{"A", bodo::int64}}))["A"].sum();
}
[[bodo::jit]] double within(int n) {
  // expected-note@+2 {{'rank' gets its value here}}
  // expected-note@+1 {{'get_rank' gives the rank's own number}}
  const int rank = bodo::get_rank();
  // expected-error@+2 {{'n + rank', passed to 'bodo::arange', is not the same on all ranks}}
  // expected-note@+1 {{all ranks must pass the same: take one rank's value by bodo::bcast}}
  return bodo::arange(n + rank).sum();
}

struct Settings {
  int root = 0;
  int other = 0;
};

int main() {
  // expected-note@+2 3 {{'rank' gets its value here}}
  // expected-note@+1 3 {{'get_rank' gives the rank's own number}}
  const int rank = bodo::get_rank();
  // expected-error@+2 {{'rank', passed to 'total', is not the same on all ranks}}
  // expected-note@+1 {{all ranks must pass the same: take one rank's value by bodo::bcast}}
  total(rank);
  // expected-warning@+3 {{'static_cast<int>(bodo::gatherv(1).size())', passed to 'total', may not be the same on all ranks}}
  // expected-note@+2 {{'bodo::gatherv' gives each rank a result of its own}}
  // expected-note@+1 {{all ranks must pass the same: take one rank's value by bodo::bcast, or say bodo::assume_same(static_cast<int>(bodo::gatherv(1).size()))}}
  total(static_cast<int>(bodo::gatherv(1).size()));
  Settings settings;
  // expected-note@+1 {{'settings.root' gets its value here}}
  settings.root = rank;
  // expected-error@+2 {{'settings.root', passed to 'bodo::bcast', is not the same on all ranks}}
  // expected-note@+1 {{all ranks must pass the same: take one rank's value by bodo::bcast}}
  (void)bodo::bcast(1, settings.root);
  (void)bodo::bcast(1, settings.other);
  // expected-note@+2 {{'ticks' gets its value here}}
  // expected-note@+1 {{'now' gives a clock, which each rank reads at another time}}
  const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
  // expected-warning@+2 {{'static_cast<std::uint64_t>(ticks)', passed to 'bodo::random_shuffle', may not be the same on all ranks}}
  // expected-note@+1 {{all ranks must pass the same: take one rank's value by bodo::bcast, or say bodo::assume_same(static_cast<std::uint64_t>(ticks))}}
  (void)bodo::random_shuffle(table(5), static_cast<std::uint64_t>(ticks));
  // expected-note@+1 {{'values' gets its value here}}
  const std::vector<std::int64_t> values{rank};
  // expected-note@+1 {{'mine' gets its value here}}
  const bodo::DataFrame mine{{"A", values}};
  // expected-error@+2 {{'mine', passed to 'first', has other rows on other ranks}}
  // expected-note@+1 {{rows that each rank has for itself become one frame by bodo::from_local_rows(frame)}}
  first(mine);
  bodo::print(bodo::from_local_rows(mine));
  within(4);
}
