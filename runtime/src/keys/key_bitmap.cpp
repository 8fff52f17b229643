#include "keys/key_bitmap.h"

#include <algorithm>
#include <cstring>

#include "bodo/rt/memory.h"
#include "columns/wide_vectors.h"
#include "keys/key_table.h"

namespace bodo::rt {

namespace {

// With fewer bits a direct table (key_table.h) is smaller than the second-level cache, and needs one load less.
constexpr int least_bits = 18;
constexpr int cached_bits = 22;  // with no more it fits in the cache, however few keys there are
constexpr std::size_t sparseness = 256;
// Keys whose places are prefetched together.
constexpr std::size_t chunk = 256;

}  // namespace

bool key_bitmap::suits(int words, int bits, std::size_t n) {
  if (words != 1 || bits < least_bits || bits > 32) return false;
  return bits <= cached_bits || (std::size_t{1} << bits) <= sparseness * n;
}

inline std::uint32_t key_bitmap::place(std::uint64_t key) const {
  const std::uint64_t below = (std::uint64_t{1} << (key % 64)) - 1;
  return before_[key / 64] + static_cast<std::uint32_t>(__builtin_popcountll(present_[key / 64] & below));
}

WITH_POPCNT std::uint32_t key_bitmap::build(int bits, const std::uint64_t* keys, std::size_t n, std::uint32_t* out) {
  present_.resize((std::size_t{1} << bits) / 64);
  clear_bytes(present_.data(), present_.size() * sizeof(std::uint64_t));
  for (std::size_t k = 0; k < n; ++k) present_[keys[k] / 64] |= std::uint64_t{1} << (keys[k] % 64);
  before_.resize(present_.size());
  std::uint32_t places = 0;
  for (std::size_t w = 0; w < present_.size(); ++w) {
    before_[w] = places;
    places += static_cast<std::uint32_t>(__builtin_popcountll(present_[w]));
  }
  numbers_.resize(places);
  std::fill(numbers_.begin(), numbers_.end(), key_table::none);
  std::uint32_t numbers = 0;
  for (std::size_t from = 0; from < n; from += chunk) {
    const std::size_t end = std::min(n, from + chunk);
    for (std::size_t k = from; k < end; ++k) {
      out[k] = place(keys[k]);
      __builtin_prefetch(&numbers_[out[k]], 1);
    }
    for (std::size_t k = from; k < end; ++k) {
      std::uint32_t& number = numbers_[out[k]];
      if (number == key_table::none) number = numbers++;
      out[k] = number;
    }
  }
  return numbers;
}

WITH_POPCNT void key_bitmap::find(const std::uint64_t* keys, std::uint32_t n, std::uint32_t* out) const {
  constexpr std::uint32_t distance = 24;
  for (std::uint32_t k = 0; k < n; ++k) {
    if (k + distance < n) __builtin_prefetch(&present_[keys[k + distance] / 64]);
    const std::uint64_t key = keys[k];
    const bool there = (present_[key / 64] >> (key % 64) & 1) != 0;
    out[k] = there ? place(key) : key_table::none;
    if (there) __builtin_prefetch(&numbers_[out[k]]);
  }
  for (std::uint32_t k = 0; k < n; ++k)
    if (out[k] != key_table::none) out[k] = numbers_[out[k]];
}

void key_bitmap::find_existing(const std::uint64_t* keys, std::uint32_t n, std::uint32_t* out) const {
  static_assert(key_table::none == 0U - 1);
  for (std::uint32_t k = 0; k < n; ++k)
    out[k] = static_cast<std::uint32_t>(present_[keys[k] / 64] >> (keys[k] % 64) & 1) - 1;
}

}  // namespace bodo::rt
