// Parallel loops over arrays: elements at i and beside it, sums and other results of all iterations, user functions.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

double cubed(double x) { return x * x * x; }

[[bodo::jit]] double pi(std::int64_t n) {
  bodo::Array<double> x = bodo::random_uniform(n, {.seed = 1});
  bodo::Array<double> y = bodo::random_uniform(n, {.seed = 2});
  std::int64_t inside = 0;
  for (auto i : bodo::prange(n)) {
    const double r = x[i] * x[i] + y[i] * y[i];
    if (r < 1) ++inside;
  }
  return n == 0 ? 0 : 4.0 * static_cast<double>(inside) / static_cast<double>(n);
}

[[bodo::jit]] double averages(std::int64_t n) {
  bodo::Array<double> x = bodo::random_normal(n, {.seed = 3});
  bodo::Array<double> smooth = bodo::zeros(n);
  constexpr int reach = 2;
  for (auto i : bodo::prange(reach, n - reach))
    smooth[i] = (x[i - reach] + x[i - 1] + x[i] + x[1 + i] + x[i + reach]) / 5;
  double total = 100, weighted = 0;
  for (auto i : bodo::prange(n)) {
    if (i == 0) continue;
    double own = 0;
    for (int k = 0; k < 3; ++k) {
      if (k == 1) continue;
      own += smooth[i] * k;
    }
    // guarded reads beyond the ends
    if (i + 3 < n) own += x[i + 3];
    total += own;
    weighted -= cubed(smooth[i]) * static_cast<double>(i);
  }
  return total + weighted;
}

[[bodo::jit]] bodo::DataFrame heat(std::int64_t n, int rounds) {
  bodo::Array<double> u = bodo::zeros(n);
  for (auto i : bodo::prange(n)) u[i] = i == n / 2 ? 100 : 0;
  bodo::Array<double> next = u;
  for (int round = 0; round < rounds; ++round) {
    for (auto i : bodo::prange(1, n - 1)) next[i] = u[i] + 0.25 * (u[i - 1] - 2 * u[i] + u[i + 1]);
    std::swap(u, next);
  }
  bodo::DataFrame result{{"u", u}};
  return result;
}

[[bodo::jit]] void results(std::int64_t n) {
  bodo::Array<std::int32_t> a = bodo::random_integers(-100, 100, n, {.seed = 5});
  bodo::Array<float> f = bodo::random_uniform(n, {.seed = 5});
  bodo::Array<bool> odd = bodo::full(n, false);
  const std::vector<int> weights{3, 5, 7};
  std::int64_t sum = 10, product = 3;
  int least = 1000, greatest = -1000;
  unsigned all = 0xffff, any = 0, flipped = 1;
  float smallest = 2;
  bool every = true;
  for (std::int64_t i : bodo::prange(0, a.size())) {
    odd[i] = a[i] % 2 != 0;
    a[i] += weights[static_cast<std::size_t>(i) % 3];
    a[i]++;
    sum -= a[i];
    product *= odd[i] ? -1 : 1;
    least = std::min(least, static_cast<int>(a[i]));
    if (a[i] > greatest) greatest = a[i];
    all &= static_cast<unsigned>(a[i] + 200);
    any |= static_cast<unsigned>(a[i] + 200);
    flipped ^= static_cast<unsigned>(a[i] + 200);
    smallest = std::min(smallest, f[i]);
    every &= f[i] < 1;
  }
  const std::int64_t left = a.sum();
  if (bodo::get_rank() == 0)
    fmt::print("{} {} {} {} {} {} {} {} {} {}\n", sum, product, least, greatest, all, any, flipped, smallest, every,
               left);
}

// Arrays whose blocks differ: of other lengths, of filtered rows, on every rank.
[[bodo::jit]] double blocks(std::int64_t n) {
  bodo::Array<std::int64_t> i = bodo::arange(n);
  bodo::Array<std::int64_t> even = i[i % 2 == 0];
  bodo::Array<double> everywhere = bodo::from_vector(std::vector<double>{4, 3, 2, 1});
  double total = 0;
  for (auto k : bodo::prange(even.size())) total += static_cast<double>(even[k] * i[k]);
  bodo::Array<double> scaled = everywhere * 2;
  for (auto k : bodo::prange(1, 4)) {
    scaled[k] += everywhere[k - 1];
    total += scaled[k];
  }
  bodo::Array<std::int64_t> late = even;
  for (auto k : bodo::prange(even.size()))
    if (k >= 5) late[k] = i[k - 5];
  total += late.sum();
  return total;
}

[[bodo::jit]] void exchanged(std::int64_t n) {
  bodo::Array<std::int64_t> a = bodo::arange(n), b = bodo::arange(n) * 10;
  for (int round = 0; round < 3; ++round) {
    for (auto i : bodo::prange(n)) b[i] += 1;
    std::swap(a, b);
  }
  const std::int64_t first = a.sum(), second = b.sum();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", first, second);
}

int main() {
  const bool prints = bodo::get_rank() == 0;
  exchanged(4);
  for (const int n : {0, 1, 5, 1000}) {
    const double a = pi(n), b = averages(n), c = blocks(n);
    if (prints) fmt::print("{} {} {}\n", a, b, c);
    results(n);
  }
  for (const int n : {3, 50}) {
    const auto u = heat(n, 20);
    if (!prints) continue;
    for (const double value : u.column<double>("u")) fmt::print("{} ", value);
    fmt::print("\n");
  }
}
