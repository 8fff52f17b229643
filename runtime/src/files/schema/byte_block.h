#pragma once
// Blocks of 64 bytes, of which a bit each says where a character is.
#include <emmintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>

namespace bodo::rt::files {

inline constexpr std::size_t block_size = 64;

// The bits of those of a block's bytes that are this character.
inline std::uint64_t places_of(const char* block, char c) {
  const __m128i wanted = _mm_set1_epi8(c);
  const auto quarter = [&](int i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + i);
    return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)))} << 16 * i;
  };
  return quarter(0) | quarter(1) | quarter(2) | quarter(3);
}

inline std::int64_t count_of(const char* bytes, std::size_t size, char c) {
  std::int64_t count = 0;
  while (size != 0) {
    // of so few that a byte counts those of its place in each 16
    const std::size_t n = std::min<std::size_t>(size, std::size_t{16} * 255);
    std::uint8_t places[16] = {};
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16)
      for (std::size_t k = 0; k < 16; ++k) places[k] = static_cast<std::uint8_t>(places[k] + (bytes[i + k] == c));
    for (; i < n; ++i) count += bytes[i] == c;
    count += std::accumulate(std::begin(places), std::end(places), std::int64_t{0});
    bytes += n;
    size -= n;
  }
  return count;
}

}  // namespace bodo::rt::files
