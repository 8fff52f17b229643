// The parallel APIs on scalars, vectors and frames, in ordinary code; more ranks than rows.
#include <bodo/bodo.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

std::vector<std::int64_t> of(const bodo::DataFrame& df) {
  const auto values = df.column<std::int64_t>("A");
  return {values.begin(), values.end()};
}

int main() {
  const int rank = bodo::get_rank();
  fmt::print("scalars {} {}\n", fmt::join(bodo::allgatherv(rank * 10), " "), bodo::gatherv(rank).size());
  fmt::print("texts {}\n", fmt::join(bodo::allgatherv(std::string(static_cast<std::size_t>(rank), 'x')), ","));
  fmt::print("vectors {}\n", fmt::join(bodo::allgatherv(std::vector<int>(static_cast<std::size_t>(rank), rank)), " "));
  fmt::print("mine {}\n",
             fmt::join(bodo::scatterv(rank == 0 ? std::vector<int>{1, 2, 3, 4, 5} : std::vector<int>{9}), " "));
  fmt::print("root's {} {}\n", bodo::bcast(rank + 7), bodo::bcast(std::string(rank == 0 ? "zero" : "other")));

  const auto df = rows(5);
  const auto all = bodo::allgatherv(df);
  fmt::print("all {} {} {}\n", fmt::join(of(all), " "), all.is_distributed(), all.size());
  const auto root = bodo::gatherv(df, bodo::get_size() - 1);
  fmt::print("last rank's {} of {}\n", fmt::join(of(root), " "), root.size());
  const auto spread = bodo::scatterv(all);
  fmt::print("blocks {} from {}\n", fmt::join(of(spread), " "), spread.first_row());
  fmt::print("even {}\n", fmt::join(of(bodo::rebalance(root)), " "));
  auto shuffled = of(bodo::allgatherv(bodo::random_shuffle(df, 7)));
  std::int64_t sum = 0;
  for (const std::int64_t v : shuffled) sum += v;
  fmt::print("shuffled {} {}\n", shuffled.size(), sum);
  fmt::print("everyone's {}\n", of(bodo::bcast(all)).size());
}
