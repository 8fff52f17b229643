#pragma once
// Natural numbers as large as aggregates need (5,000 bits), for results that are rounded once: a variance is the
// quotient of two of them.
#include <bit>
#include <cstdint>
#include <limits>
#include <utility>

#include "bodo/rt/column.h"

namespace bodo::rt {

class natural {
 public:
  natural() = default;
  explicit natural(uint128 v) : size_(2), word_{static_cast<std::uint64_t>(v), static_cast<std::uint64_t>(v >> 64)} {
    trim();
  }
  natural(const natural& o) : size_(o.size_) {
    for (int i = 0; i < size_; ++i) word_[i] = o.word_[i];
  }
  natural& operator=(const natural& o) {
    size_ = o.size_;
    for (int i = 0; i < size_; ++i) word_[i] = o.word_[i];
    return *this;
  }

  bool is_zero() const { return size_ == 0; }
  int bits() const { return size_ == 0 ? 0 : 64 * size_ - std::countl_zero(word_[size_ - 1]); }
  std::uint64_t word(int i) const { return i < size_ ? word_[i] : 0; }
  int words() const { return size_; }
  void append(std::uint64_t w) { word_[size_++] = w; }  // as the highest word; `trim` after the last one
  void trim() {
    while (size_ > 0 && word_[size_ - 1] == 0) --size_;
  }

  void add(const natural& o);
  void subtract(const natural& o);  // o is not larger
  bool less_than(const natural& o) const;
  void shift_left(int bits);
  bool shift_right(int bits);  // true if bits other than 0 were lost
  friend natural operator*(const natural& a, const natural& b);
  // The whole quotient, which must have at most 128 bits; `inexact` is set if there is a remainder.
  friend uint128 quotient(const natural& a, const natural& b, bool& inexact);

 private:
  int size_ = 0;
  std::uint64_t word_[84];  // not initialised beyond size_
};

// Whether all numbers of 63 bits times 2^exponent are far from the ends of double's range.
constexpr bool is_middle(int exponent) { return exponent >= -900 && exponent <= 900; }
constexpr double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

// The number mantissa * 2^exponent. The mantissa has all bits of the number, or its first 62 or more; the last bit is
// set if any were dropped.
struct long_float {
  uint128 mantissa = 0;
  int exponent = 0;

  double value() const {                             // rounded once, half to even
    if (mantissa >> 63 == 0 && is_middle(exponent))  // the processor rounds
      return static_cast<double>(static_cast<std::int64_t>(mantissa)) * power_of_two(exponent);
    return any_value();
  }
  double root() const;  // the square root of the value, which need not be in the range of double itself

 private:
  double any_value() const;
};
// a / b * 2^exponent
long_float ratio(natural a, const natural& b, int exponent);

// Rounded quotients by a divisor that many numbers have.
class rounded_division {
 public:
  void divide_by(std::uint64_t n) {
    zeros_ = std::countl_zero(n);
    inverse_ = static_cast<std::uint64_t>((~uint128{0} >> 1) / (n << zeros_));
  }
  // Divides `first` * 2^exponent, `second` 64 bits further down, and any lower bits. False if the product with the
  // inverse is too near the middle between two floats, or the end of their range: then the ratio decides.
  bool operator()(std::uint64_t first, std::uint64_t second, int exponent, double& quotient) const {
    if (first == 0) first = std::exchange(second, 0), exponent -= 64;
    if (first == 0) {
      quotient = 0;
      return true;
    }
    const int zeros = std::countl_zero(first);
    // of 63 bits: the quotient is between q and q + 4
    const std::uint64_t top = (first << zeros | second >> 1 >> (63 - zeros)) >> 1;
    const auto q = static_cast<std::uint64_t>(static_cast<uint128>(top) * inverse_ >> 64);
    const auto rounded = static_cast<double>(static_cast<std::int64_t>(q));
    const int power = exponent - zeros + zeros_ - 62;
    if (rounded != static_cast<double>(static_cast<std::int64_t>(q + 4)) || !is_middle(power)) [[unlikely]]
      return false;
    quotient = rounded * power_of_two(power);
    return true;
  }

 private:
  std::uint64_t inverse_ = 0;  // 2^127 / n, without the zeros before n's first bit
  int zeros_ = 0;
};

natural power_of_ten_natural(int digits);

}  // namespace bodo::rt
