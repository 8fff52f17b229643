#include "columns/natural.h"

#include <cmath>

#include "bodo/rt/decimal.h"

namespace bodo::rt {

void natural::add(const natural& o) {
  std::uint64_t carry = 0;
  const int n = size_ > o.size_ ? size_ : o.size_;
  for (int i = 0; i < n; ++i) {
    const uint128 s = static_cast<uint128>(word(i)) + o.word(i) + carry;
    word_[i] = static_cast<std::uint64_t>(s);
    carry = static_cast<std::uint64_t>(s >> 64);
  }
  size_ = n;
  if (carry != 0) append(carry);
}

void natural::subtract(const natural& o) {
  std::uint64_t borrow = 0;
  for (int i = 0; i < size_; ++i) {
    const uint128 d = static_cast<uint128>(word_[i]) - o.word(i) - borrow;
    word_[i] = static_cast<std::uint64_t>(d);
    borrow = static_cast<std::uint64_t>(d >> 64) & 1;
  }
  trim();
}

bool natural::less_than(const natural& o) const {
  if (size_ != o.size_) return size_ < o.size_;
  for (int i = size_ - 1; i >= 0; --i)
    if (word_[i] != o.word_[i]) return word_[i] < o.word_[i];
  return false;
}

void natural::shift_left(int bits) {
  if (size_ == 0 || bits == 0) return;
  const int by = bits / 64, rest = bits % 64;
  std::uint64_t above = 0;  // the part that goes to the next higher word
  if (rest != 0) {
    above = word_[size_ - 1] >> (64 - rest);
    for (int i = size_ - 1; i >= 0; --i) word_[i + by] = word_[i] << rest | (i > 0 ? word_[i - 1] >> (64 - rest) : 0);
  } else {
    for (int i = size_ - 1; i >= 0; --i) word_[i + by] = word_[i];
  }
  for (int i = 0; i < by; ++i) word_[i] = 0;
  size_ += by;
  if (above != 0) append(above);
}

bool natural::shift_right(int bits) {
  const int by = bits / 64, rest = bits % 64;
  bool lost = false;
  for (int i = 0; i < by && i < size_; ++i) lost |= word_[i] != 0;
  if (by >= size_) {
    size_ = 0;
    return lost;
  }
  lost |= rest != 0 && word_[by] << (64 - rest) != 0;
  for (int i = by; i < size_; ++i) word_[i - by] = rest == 0 ? word_[i] : word_[i] >> rest | word(i + 1) << (64 - rest);
  size_ -= by;
  trim();
  return lost;
}

natural operator*(const natural& a, const natural& b) {
  natural p;
  p.size_ = a.size_ + b.size_;
  for (int i = 0; i < p.size_; ++i) p.word_[i] = 0;
  for (int i = 0; i < a.size_; ++i) {
    std::uint64_t carry = 0;
    for (int k = 0; k < b.size_; ++k) {
      const uint128 t = static_cast<uint128>(a.word_[i]) * b.word_[k] + p.word_[i + k] + carry;
      p.word_[i + k] = static_cast<std::uint64_t>(t);
      carry = static_cast<std::uint64_t>(t >> 64);
    }
    p.word_[i + b.size_] = carry;
  }
  p.trim();
  return p;
}

uint128 quotient(const natural& a, const natural& b, bool& inexact) {
  if (b.size_ == 1) {
    const std::uint64_t by = b.word_[0];
    uint128 q = 0;
    std::uint64_t rest = 0;
    for (int i = a.size_ - 1; i >= 0; --i) {
      const uint128 part = static_cast<uint128>(rest) << 64 | a.word_[i];
      q = q << 64 | static_cast<std::uint64_t>(part / by);
      rest = static_cast<std::uint64_t>(part % by);
    }
    inexact |= rest != 0;
    return q;
  }
  // bit by bit: only for rare divisors
  natural rest = a, part = b;
  int bit = a.bits() - b.bits();
  if (bit < 0) {
    inexact |= !a.is_zero();
    return 0;
  }
  part.shift_left(bit);
  uint128 q = 0;
  for (; bit >= 0; --bit, part.shift_right(1)) {
    q <<= 1;
    if (rest.less_than(part)) continue;
    rest.subtract(part);
    q |= 1;
  }
  inexact |= !rest.is_zero();
  return q;
}

long_float ratio(natural a, const natural& b, int exponent) {
  if (a.is_zero()) return {};
  const int shift = 66 - (a.bits() - b.bits());  // a quotient of 66 or 67 bits
  bool inexact = false;
  if (shift >= 0)
    a.shift_left(shift);
  else
    inexact = a.shift_right(-shift);
  const uint128 q = quotient(a, b, inexact);
  return {q | static_cast<uint128>(inexact), exponent - shift};
}

double long_float::any_value() const {
  if (mantissa == 0) return 0;
  const auto high = static_cast<std::uint64_t>(mantissa >> 64);
  const int bits =
      high != 0 ? 128 - std::countl_zero(high) : 64 - std::countl_zero(static_cast<std::uint64_t>(mantissa));
  // number of bits that fit: 53, fewer for the smallest numbers
  const int lowest = exponent + bits - 53 < -1074 ? -1074 : exponent + bits - 53;
  const int cut = lowest - exponent;
  if (cut <= 0) return std::ldexp(static_cast<double>(static_cast<std::uint64_t>(mantissa)), exponent);
  if (cut > 127) return 0;
  uint128 kept = mantissa >> cut;
  const uint128 rest = mantissa - (kept << cut), half = static_cast<uint128>(1) << (cut - 1);
  if (rest > half || (rest == half && (kept & 1) != 0)) ++kept;
  return std::ldexp(static_cast<double>(static_cast<std::uint64_t>(kept)), lowest);
}

double long_float::root() const {
  const int half = exponent / 2 - (exponent % 2 < 0 ? 1 : 0);
  return std::ldexp(std::sqrt(long_float{mantissa, exponent - 2 * half}.value()), half);
}

natural power_of_ten_natural(int digits) {
  natural p(1);
  for (; digits > 38; digits -= 38) p = p * natural(static_cast<uint128>(power_of_ten(38)));
  return p * natural(static_cast<uint128>(power_of_ten(digits)));
}

}  // namespace bodo::rt
