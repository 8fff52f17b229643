// Arrays: places of extremes, products, norms, distinct values, histograms; elements that loops combine by a key, and append.
// floats: 1e-13
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

void show_all(const bodo::DataFrame& df, const char* name) {
  for (const std::int64_t value : df.column<std::int64_t>(name)) fmt::print("{} ", value);
}

[[bodo::jit]] bodo::DataFrame functions(std::int64_t n) {
  bodo::Array<double> x = bodo::random_normal(n, {.seed = 1});
  bodo::Array<std::int32_t> dice = bodo::random_integers(1, 7, n, {.seed = 2});
  const double dot = x.dot(dice), own = x.dot(x), norm = x.norm(), root = dice.norm();
  if (n > 0) {
    const std::int64_t least = x.argmin(), greatest = x.argmax(), one = dice.argmin(), six = dice.argmax();
    if (bodo::get_rank() == 0) fmt::print("{} {} {} {} ", least, greatest, one, six);
  }
  bodo::Array<std::int32_t> seen = dice.unique();
  const std::int64_t kinds = seen.size(), first = n > 0 ? seen[0] : 0;
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {} {} {}\n", dot, own, norm, root, kinds, first);
  const double low = -0.6;
  bodo::Array<std::int64_t> counts = x.histogram(7);
  bodo::Array<std::int64_t> inner = x.histogram(7, low, 0.8);
  const bodo::Array<double> tenths = dice / 10, ones = bodo::ones(n);
  bodo::Array<std::int64_t> steps = tenths.histogram(7, 0.1, 0.8);
  bodo::Array<std::int64_t> same = ones.histogram(7);
  bodo::DataFrame df{{"all", counts}, {"inner", inner}, {"steps", steps}, {"same", same}};
  return df;
}

std::int64_t bin(std::int64_t x) { return (x % 7 + 7) % 7; }

[[bodo::jit]] bodo::DataFrame by_key(std::int64_t n) {
  bodo::Array<std::int64_t> x = bodo::random_integers(-1000, 1000, n, {.seed = 3});
  bodo::Array<double> y = bodo::random_normal(n, {.seed = 4});
  bodo::Array<double> least = bodo::full(7, 0.5);
  bodo::Array<std::int64_t> greatest = bodo::full(7, -900);
  bodo::Array<double> latest = bodo::full(7, -0.5);
  bodo::Array<std::int16_t> lowest = bodo::full(7, 100);
  bodo::Array<std::int64_t> product = bodo::ones(7);
  bodo::Array<std::int32_t> all = bodo::full(7, -1);
  bodo::Array<std::uint16_t> any = bodo::arange(7);
  bodo::Array<std::int64_t> flipped = bodo::arange(7);
  bodo::Array<bool> every = bodo::full(7, true);
  for (auto i : bodo::prange(n)) {
    const auto key = bin(x[i]);
    least[key] = std::min(least[key], y[i]);
    greatest[std::abs(x[i]) % 7] = std::max(greatest[std::abs(x[i]) % 7], x[i]);
    if (y[i] > latest[key]) latest[key] = y[i];
    const auto value = static_cast<std::int16_t>(x[i]);
    if (lowest[6 - key] > value) {
      lowest[6 - key] = value;
    }
    product[key] *= x[i];
    all[bin(i)] &= static_cast<std::int32_t>(x[i] | 7);
    any[bin(i)] |= static_cast<std::uint16_t>(x[i] & 96);
    flipped[bin(i)] ^= x[i];
    every[bin(i)] &= y[i] < 2;
  }
  bodo::DataFrame df{{"least", least},   {"greatest", greatest}, {"latest", latest},
                     {"lowest", lowest}, {"product", product},   {"all", all},
                     {"any", any},       {"flipped", flipped},   {"every", every}};
  return df;
}

// Elements in the order of the iterations: after those that are there, of several loops, of iterations without rows.
[[bodo::jit]] bodo::DataFrame appended(std::int64_t n) {
  bodo::Array<double> x = bodo::random_normal(n, {.seed = 5});
  bodo::Array<double> large = bodo::from_vector(std::vector<double>{9, 8});
  bodo::Array<std::int64_t> places = bodo::zeros(0);
  bodo::Array<bool> flags = bodo::zeros(0);
  for (auto i : bodo::prange(1, n)) {
    if (x[i] < x[i - 1]) continue;
    for (int k = 0; k < 2; ++k)
      if (x[i] > k) large.push_back(x[i]);
    places.push_back(i);
  }
  for (int round = 0; round < 2; ++round)
    for (auto i : bodo::prange(4)) places.push_back(-i);
  for (auto i : bodo::prange(places.size())) flags.push_back(places[i] > 0);
  const std::int64_t positive = flags.sum();
  const std::int64_t count = large.size();
  const double total = large.sum();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", positive, total, count);
  bodo::DataFrame df{{"places", places}};
  return df;
}

int main() {
  const bool prints = bodo::get_rank() == 0;
  for (const int n : {0, 1, 5, 1000}) {
    const auto df = functions(n);
    const auto combined = by_key(n), places = appended(n);
    if (!prints) continue;
    for (const char* name : {"all", "inner", "steps", "same"}) show_all(df, name);
    fmt::print("\n");
    for (const char* name : {"least", "latest"})
      for (const double value : combined.column<double>(name)) fmt::print("{} ", value);
    for (const std::int16_t value : combined.column<std::int16_t>("lowest")) fmt::print("{} ", value);
    for (const std::int32_t value : combined.column<std::int32_t>("all")) fmt::print("{} ", value);
    for (const std::uint16_t value : combined.column<std::uint16_t>("any")) fmt::print("{} ", value);
    for (const bool value : combined.column<bool>("every")) fmt::print("{} ", static_cast<int>(value));
    for (const char* name : {"greatest", "product", "flipped"}) show_all(combined, name);
    fmt::print("\n");
    show_all(places, "places");
    fmt::print("\n");
  }
}
