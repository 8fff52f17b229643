#pragma once
// The definition levels of a flat optional column: one bit a row, 1 if it has a value.
#include <bit>
#include <cstddef>
#include <cstdint>

#include "files/hybrid.h"

namespace bodo::rt::files {

class level_reader {
 public:
  level_reader() = default;
  // 40 bytes after `end` must be readable.
  level_reader(const std::uint8_t* begin, const std::uint8_t* end) : runs_(begin, end, 1) {}

  // Skips n rows; returns the number of those with a value.
  std::size_t skip(std::size_t n) {
    std::size_t known = 0;
    while (n > 0) {
      const auto s = checked(n);
      n -= s.count;
      if (s.packed == nullptr) {
        known += s.value * s.count;
        continue;
      }
      for (std::size_t i = 0; i < s.count; i += 64) known += popcount(word(s.packed, s.first + i, s.count - i));
    }
    return known;
  }

  // Sets bits `at` to `at + n` of a bitmap that is zero there; returns the number of rows with a value.
  std::size_t read(std::size_t n, std::uint64_t* bitmap, std::size_t at) {
    std::size_t known = 0;
    while (n > 0) {
      const auto s = checked(n);
      n -= s.count;
      for (std::size_t i = 0; i < s.count;) {
        const std::size_t k = std::min(s.count - i, 64 - at % 64);
        const std::uint64_t ones = s.packed != nullptr ? word(s.packed, s.first + i, k) : s.value != 0 ? mask(k) : 0;
        bitmap[at / 64] |= ones << at % 64;
        if (s.packed != nullptr) known += popcount(ones);
        at += k;
        i += k;
      }
      if (s.packed == nullptr) known += s.value * s.count;
    }
    return known;
  }

 private:
  hybrid_reader::stretch checked(std::size_t n) {
    const auto s = runs_.next(n);
    if (s.packed == nullptr && s.value > 1) throw file_error("a definition level is beyond the column's");
    return s;
  }
  static std::size_t popcount(std::uint64_t w) { return static_cast<std::size_t>(std::popcount(w)); }
  static std::uint64_t mask(std::size_t n) { return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1; }
  // Up to 64 bits from bit `first` on; those beyond n are zero.
  static std::uint64_t word(const std::uint8_t* bits, std::size_t first, std::size_t n) {
    std::uint64_t low;
    __builtin_memcpy(&low, bits + first / 8, sizeof low);
    const std::size_t shift = first % 8;
    low >>= shift;
    if (shift != 0) low |= std::uint64_t{bits[first / 8 + 8]} << (64 - shift);
    return low & mask(n);
  }

  hybrid_reader runs_;
};

}  // namespace bodo::rt::files
