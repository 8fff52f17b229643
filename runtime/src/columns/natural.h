#pragma once
// Natural numbers as large as aggregates need (5,000 bits), for results that are rounded once: a variance is the
// quotient of two of them.
#include <bit>
#include <cstdint>
#include <limits>

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

// a / b * 2^exponent as mantissa * 2^exponent: 66 bits or more, the last of which is set if others were dropped.
struct long_float {
  uint128 mantissa = 0;
  int exponent = 0;

  double value() const;  // rounded once, half to even
  double root() const;   // the square root of the value, which need not be in the range of double itself
};
long_float ratio(natural a, const natural& b, int exponent);

natural power_of_ten_natural(int digits);

}  // namespace bodo::rt
