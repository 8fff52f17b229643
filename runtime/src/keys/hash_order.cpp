#include "keys/hash_order.h"

#include <utility>

namespace bodo::rt::detail {

void radix_sort(const site& at, array<hashed>& items) {
  constexpr int digit_bits = 11, passes = 3;
  constexpr std::size_t digits = std::size_t{1} << digit_bits;
  constexpr int lowest = 64 - digit_bits * passes;
  const std::size_t n = items.size();
  if (n < 2 * digits) {
    std::sort(items.begin(), items.end(), [](const hashed& a, const hashed& b) { return a.hash < b.hash; });
    return;
  }
  array<hashed> other(at);
  other.resize(n);
  for (int pass = 0; pass < passes; ++pass) {
    const int shift = lowest + pass * digit_bits;
    std::size_t place[digits] = {};
    for (const hashed& h : items) ++place[h.hash >> shift & (digits - 1)];
    std::size_t sum = 0;
    for (std::size_t& p : place) sum += std::exchange(p, sum);
    for (const hashed& h : items) other[place[h.hash >> shift & (digits - 1)]++] = h;
    std::swap(items, other);
  }
}

}  // namespace bodo::rt::detail
