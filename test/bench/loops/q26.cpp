// TPCx-BB's query 26: readers in groups of equal taste, by how many books of each class they have bought.
#include <bodo/bodo.h>

#include <cstdio>
#include <string>

#include "numbers.h"

std::int64_t buyer(std::int64_t sale) { return static_cast<std::int64_t>(number(sale) * number(3 * sale) * 100000); }
std::int64_t bought(std::int64_t sale) { return static_cast<std::int64_t>(number(7 * sale) * 20000); }

[[bodo::jit]] double q26(std::int64_t n, std::int64_t k, int rounds) {
  bodo::DataFrame items{{"item", bodo::arange(20000)}, {"category", bodo::arange(20000) % 10}};
  items["class"] = bodo::floordiv(items["item"], 10) % 4;
  bodo::DataFrame sales{{"customer", bodo::arange(n).map(buyer)}, {"item", bodo::arange(n).map(bought)}};
  auto books = sales.merge(items[items["category"] == 3], {.on = "item"});
  for (const int c : {0, 1, 2, 3}) books["of_" + std::to_string(c)] = bodo::where(books["class"] == c, 1, 0);
  auto readers = books.groupby("customer")
                     .agg({{"count", bodo::size()},
                           {"of_0", bodo::sum("of_0")},
                           {"of_1", bodo::sum("of_1")},
                           {"of_2", bodo::sum("of_2")},
                           {"of_3", bodo::sum("of_3")}});
  readers = readers[readers["count"] > 5];
  bodo::Array<double, 2> x = readers[{"of_0", "of_1", "of_2", "of_3"}].to_array(), centers = bodo::zeros(k, 4);
  for (auto c : bodo::prange(k))
    for (std::int64_t d = 0; d < 4; ++d) centers(c, d) = 6 * number(4 * c + d);
  for (int round = 0; round < rounds; ++round) {
    bodo::Array<double, 2> sums = bodo::zeros(k, 4);
    bodo::Array<std::int64_t> count = bodo::zeros(k);
    for (auto i : bodo::prange(x.rows(), {.fast = true})) {
      double least = 1e300;
      std::int64_t best = 0;
      for (std::int64_t c = 0; c < k; ++c) {
        double distance = 0;
        for (std::int64_t d = 0; d < 4; ++d) distance += (x(i, d) - centers(c, d)) * (x(i, d) - centers(c, d));
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      for (std::int64_t d = 0; d < 4; ++d) sums(best, d) += x(i, d);
      ++count[best];
    }
    for (auto c : bodo::prange(k))
      for (std::int64_t d = 0; d < 4; ++d)
        if (count[c] > 0) centers(c, d) = sums(c, d) / static_cast<double>(count[c]);
  }
  return centers.sum();
}

int main() {
  const double result = q26(4000000, 8, 20);
  if (bodo::get_rank() == 0) std::printf("%.15g\n", result);
}
