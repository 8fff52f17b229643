#pragma once
// Validity bitmaps: bit i of word i / 64 is 1 if row i has a value.
#include <cstddef>
#include <cstdint>

namespace bodo::rt {

inline bool bit_at(const std::uint64_t* bits, std::size_t i) { return (bits[i >> 6] >> (i & 63) & 1) != 0; }
inline void clear_bit(std::uint64_t* bits, std::size_t i) { bits[i >> 6] &= ~(std::uint64_t{1} << (i & 63)); }
inline void write_bit(std::uint64_t* bits, std::size_t i, bool value) {
  const std::uint64_t one = std::uint64_t{1} << (i & 63);
  bits[i >> 6] = value ? bits[i >> 6] | one : bits[i >> 6] & ~one;
}
constexpr std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }

// Sets the bits from `begin` to `end` to one.
inline void set_bits(std::uint64_t* bits, std::size_t begin, std::size_t end) {
  for (; begin < end && (begin & 63) != 0; ++begin) bits[begin >> 6] |= std::uint64_t{1} << (begin & 63);
  for (; begin + 64 <= end; begin += 64) bits[begin >> 6] = ~std::uint64_t{0};
  for (; begin < end; ++begin) bits[begin >> 6] |= std::uint64_t{1} << (begin & 63);
}

// The `n` bits from position `from` on, moved to position 0. Reads no word beyond the last bit.
inline void move_bits(const std::uint64_t* bits, std::size_t from, std::size_t n, std::uint64_t* to) {
  const std::uint64_t* source = bits + (from >> 6);
  const std::size_t shift = from & 63;
  for (std::size_t w = 0; w < words_for(n); ++w) {
    std::uint64_t word = source[w] >> shift;
    if (shift != 0 && 64 * w + 64 - shift < n) word |= source[w + 1] << (64 - shift);
    to[w] = word;
  }
}

// Clears the bits from position `at` on where one of the first `n` of `bits` is zero. Other bits are unchanged.
inline void clear_where_zero(std::uint64_t* to, std::size_t at, const std::uint64_t* bits, std::size_t n) {
  const std::size_t shift = at & 63;
  for (std::size_t w = 0; w < words_for(n); ++w) {
    const std::size_t left = n - 64 * w;
    const std::uint64_t zeros = ~bits[w] & (left < 64 ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0});
    std::uint64_t* const word = to + (at >> 6) + w;
    word[0] &= ~(zeros << shift);
    if (shift != 0 && shift + left > 64) word[1] &= ~(zeros >> (64 - shift));
  }
}

inline std::size_t count_zeros(const std::uint64_t* bits, std::size_t n) {
  std::size_t ones = 0;
  for (std::size_t w = 0; w < n / 64; ++w) ones += static_cast<std::size_t>(__builtin_popcountll(bits[w]));
  if (n % 64 != 0)
    ones += static_cast<std::size_t>(__builtin_popcountll(bits[n / 64] & ((std::uint64_t{1} << (n % 64)) - 1)));
  return n - ones;
}

}  // namespace bodo::rt
