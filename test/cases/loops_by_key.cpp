// Parallel loops that add to elements by a key, and that read small arrays at any index: a histogram, k-means.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <vector>

[[bodo::jit]] void histogram(std::int64_t n) {
  bodo::Array<double> x = bodo::random_normal(n, {.seed = 1});
  bodo::Array<std::int64_t> counts = bodo::zeros(8);
  bodo::Array<double> sums = bodo::full(8, 0.5);
  bodo::Array<float> left = bodo::ones(3);
  for (auto i : bodo::prange(n)) {
    if (x[i] < -4 || x[i] >= 4) continue;
    const auto bin = static_cast<std::int64_t>(x[i] + 4);
    ++counts[bin];
    sums[bin] += 1 / x[i];
    if (i % 2 == 0) left[i % 3] -= static_cast<float>(x[i]);
  }
  // what every rank has by now, at any index and at i
  double weighted = 0;
  for (auto i : bodo::prange(8)) weighted += sums[i] * static_cast<double>(counts[7 - i]);
  for (auto i : bodo::prange(n)) weighted += sums[i % 8];
  for (auto i : bodo::prange(1, 8)) sums[i] = static_cast<double>(counts[i - 1]);
  const std::int64_t all = counts.sum(), third = counts[3];
  const double total = sums.sum(), rest = left.sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {}\n", weighted, all, third, total, rest);
}

[[bodo::jit]] bodo::DataFrame k_means(std::int64_t n, std::int64_t k, int rounds) {
  bodo::Array<double> x = bodo::random_uniform(n, {.seed = 2});
  bodo::Array<double> y = bodo::random_uniform(n, {.seed = 3});
  bodo::Array<double> center_x = x.head(k);
  bodo::Array<double> center_y = y.head(k);
  bodo::Array<std::int64_t> nearest = bodo::zeros(n);
  for (int round = 0; round < rounds; ++round) {
    bodo::Array<double> sum_x = bodo::zeros(k);
    bodo::Array<double> sum_y = bodo::zeros(k);
    bodo::Array<std::int64_t> count = bodo::zeros(k);
    for (auto i : bodo::prange(n)) {
      double least = 1e300;
      std::int64_t best = 0;
      for (std::int64_t j = 0; j < k; ++j) {
        const double dx = x[i] - center_x[j], dy = y[i] - center_y[j], distance = dx * dx + dy * dy;
        if (distance < least) {
          least = distance;
          best = j;
        }
      }
      nearest[i] = best;
      sum_x[best] += x[i];
      sum_y[best] += y[i];
      count[best] += 1;
    }
    for (auto j : bodo::prange(k)) {
      if (count[j] == 0) continue;
      center_x[j] = sum_x[j] / static_cast<double>(count[j]);
      center_y[j] = sum_y[j] / static_cast<double>(count[j]);
    }
  }
  bodo::Array<std::int64_t> sizes = bodo::zeros(k);
  for (auto i : bodo::prange(n)) sizes[nearest[i]] += 1;
  bodo::DataFrame result{{"x", center_x}, {"y", center_y}, {"size", sizes}};
  return result;
}

// Sums of numbers that a sum of doubles loses, in an order that depends on the ranks.
[[bodo::jit]] void far_apart(std::int64_t n) {
  bodo::Array<double> sums = bodo::zeros(2);
  for (auto i : bodo::prange(n)) {
    sums[i % 2] += 1e100;
    sums[i % 2] += 1;
    sums[i % 2] -= 1e100;
  }
  const double even = sums[0], odd = sums[1];
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", even, odd);
}

int main() {
  const bool prints = bodo::get_rank() == 0;
  for (const int n : {0, 1, 5, 1000}) histogram(n);
  for (const int n : {5, 2000}) {
    const auto centers = k_means(n, 3, 10);
    if (!prints) continue;
    for (const char* name : {"x", "y"})
      for (const double value : centers.column<double>(name)) fmt::print("{} ", value);
    for (const std::int64_t size : centers.column<std::int64_t>("size")) fmt::print("{} ", size);
    fmt::print("\n");
  }
  far_apart(9);
}
