#pragma once
// Sums of floats without any rounding, so that neither the order of the values nor their split over ranks can be seen:
// the result is the exact sum, rounded once. An infinity or a NaN acts as in plain addition.
//
//  - exact_sum and exact_squares are fixed-point numbers as wide as the range of double (Neal, "Fast exact summation
//    using small and large superaccumulators", 2015), in half a kilobyte and one.
//  - float_pair is as exact in 16 bytes, as long as two doubles can hold the sum; beyond that it refers to an exact_sum
//    elsewhere. For the states of groups: there may be millions.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "bodo/rt/column.h"

namespace bodo::rt {

// A sum of numbers m * 2^(position - Unit), m a natural of at most 32 * Pieces - 31 bits. A digit stands for 32 bits,
// and has room for what 2^30 additions carry.
template <int Digits, int Unit, int Pieces>
class fixed_point {
 public:
  void merge(const fixed_point& o);
  double value() const;  // the sum, rounded half to even
  // Whether an infinity or a NaN came by.
  bool special() const { return infinite_ != 0; }

  static constexpr int digits = Digits;
  static constexpr int unit = Unit;
  // The digits from 0 to 2^32 - 1, the last one signed.
  void carry();
  std::int64_t digit(int i) const { return digit_[i]; }

 protected:
  void add(uint128 m, unsigned position, std::int64_t sign) {  // sign: 0 or -1
    const unsigned at = position / 32, shift = position % 32;
    const uint128 low = m << shift;  // of up to 106 + 31 bits
    const auto add_digit = [&](unsigned i, std::uint64_t d) {
      digit_[at + i] += (static_cast<std::int64_t>(d) ^ sign) - sign;
    };
    add_digit(0, static_cast<std::uint32_t>(low));
    add_digit(1, static_cast<std::uint32_t>(low >> 32));
    if constexpr (Pieces == 3) {
      add_digit(2, static_cast<std::uint64_t>(low >> 64));
    } else {
      const uint128 high = m >> (64 - shift);
      add_digit(2, static_cast<std::uint32_t>(high));
      add_digit(3, static_cast<std::uint32_t>(high >> 32));
      add_digit(4, static_cast<std::uint64_t>(high >> 64));
    }
    if (++since_carry_ == 1U << 30) [[unlikely]]
      carry();
  }

  std::int64_t digit_[Digits] = {};
  std::uint32_t since_carry_ = 0;
  std::uint32_t infinite_ = 0;  // 1: +infinity was added, 2: -infinity, 4: NaN
};

namespace detail {
struct float_parts {
  explicit float_parts(double v) : bits(std::bit_cast<std::uint64_t>(v)) {}
  std::uint64_t bits;
  unsigned exponent() const { return static_cast<unsigned>(bits >> 52 & 0x7ff); }
  bool special() const { return exponent() == 0x7ff; }
  std::int64_t sign() const { return static_cast<std::int64_t>(bits) >> 63; }
  // the value is mantissa * 2^(position - 1074)
  std::uint64_t mantissa() const {
    return (bits & ((std::uint64_t{1} << 52) - 1)) | static_cast<std::uint64_t>(exponent() != 0) << 52;
  }
  unsigned position() const { return exponent() - (exponent() != 0 ? 1 : 0); }
  std::uint32_t kind() const { return (bits & ((std::uint64_t{1} << 52) - 1)) != 0 ? 4 : sign() == 0 ? 1 : 2; }
};
}  // namespace detail

class exact_sum : public fixed_point<68, 1074, 3> {
 public:
  void add(double v) {
    const detail::float_parts p(v);
    if (p.special()) [[unlikely]]
      infinite_ |= p.kind();
    else
      fixed_point::add(p.mantissa(), p.position(), p.sign());
  }
};

// Of v * v. Of products of two columns it is as good.
class exact_squares : public fixed_point<134, 2148, 5> {
 public:
  void add_part(double p) {  // of a square, or of a sum of squares
    const detail::float_parts parts(p);
    fixed_point::add(parts.mantissa(), parts.position() + 1074, parts.sign());
  }
  void add(double v) {
    const detail::float_parts p(v);
    if (p.special()) [[unlikely]]
      infinite_ |= p.kind();
    else
      fixed_point::add(static_cast<uint128>(p.mantissa()) * p.mantissa(), 2 * p.position(), 0);
  }
};

enum class spread {
  variance,
  deviation
};

// --- small states

// The sums of a group's values, and of their squares, where the small state cannot hold them.
struct exact_moments {
  exact_sum sum;
  exact_squares squares;
};

namespace detail {
// a + b, and what rounding left of it, exactly: NaN where the sum overflows.
struct two_sum {
  double sum, rest;
  two_sum(double a, double b) : sum(a + b) {
    const double other = sum - a;
    rest = (a - (sum - other)) + (b - other);
  }
};
}  // namespace detail

// The first 16 bytes of a small state: two doubles, or (the first one is a NaN that marks it) where the state went.
struct small_state {
  double high = 0;
  double low = 0;

  bool finite() const { return high - high == 0; }
  // Infinity or NaN, on which later values act as in plain addition.
  void set_special(double v) { high = v == v ? v : std::numeric_limits<double>::quiet_NaN(), low = 0; }

  // The bytes outside of the state, which it owns: none while it is small.
  std::size_t outside_size() const {
    const auto mark = std::bit_cast<std::uint64_t>(high);
    return mark >> 32 == outside_mark ? mark & 0xffffffff : 0;
  }
  void* outside() const { return std::bit_cast<void*>(low); }
  void* move_outside(std::size_t size);  // where to: not initialised
  void adopt(const void* bytes);         // a copy of those that came with the state from another rank
  void release();                        // gives them back
  // How many states have bytes outside: none need be looked for while it is 0.
  static std::size_t outside_states();

  static constexpr std::uint64_t outside_mark = 0xfffb0dc0;
};

// The sum of a group's values.
class float_pair {
 public:
  float_pair() = default;
  explicit float_pair(const exact_sum& s);
  void add(double v) {
    if (!add_exactly(v)) [[unlikely]]
      add_slowly(v);
  }
  void merge(const float_pair& o);
  double value() const {
    const double v = state_.high + state_.low;
    return v - v == 0 ? v : exactly().value();
  }
  // The exact sum, divided by n and rounded once.
  double divided_by(std::int64_t n) const;
  void release() { state_.release(); }

 private:
  bool add_exactly(double v) {
    const detail::two_sum s(state_.high, v);
    const double low = state_.low + s.rest;
    // of a sum that was rounded, one of these is not what went in; nor is NaN
    if (low - state_.low != s.rest || low - s.rest != state_.low) return false;
    state_.high = s.sum;
    state_.low = low;
    return true;
  }
  void add_slowly(double v);
  exact_sum exactly() const;
  exact_sum& move_outside();

  small_state state_;
};

// The sum of a group's values and that of their squares.
class float_moments {
 public:
  void add(double v) {
    if (!add_exactly(v)) [[unlikely]]
      add_slowly(v);
  }
  void merge(const float_moments& o);
  exact_moments exactly() const;

 private:
  friend double exact_spread(spread wanted, std::int64_t n, const float_moments& m);

  bool add_exactly(double v) {
    // v * v as two floats: halves of 26 bits multiply without rounding
    const double p = v * v, split = v * 134217729.0, big = v - (v - (split - (split - v))), small = v - big;
    const double rest = ((big * big - p) + 2 * big * small) + small * small;
    if (p < 0x1p-900 && v != 0) return false;  // the rest may be too small for a double
    return add_parts(v, 0, p, rest, 0);
  }
  bool add_parts(double high, double low, double a, double b, double c) {
    const detail::two_sum s(state_.high, high), r(state_.low, s.rest), t(r.sum, low);
    const detail::two_sum a0(squares_[0], a), a1(squares_[1], a0.rest), a2(squares_[2], a1.rest);
    const detail::two_sum b1(a1.sum, b), b2(a2.sum, b1.rest), c2(b2.sum, c);
    if (!all_zero(r.rest, t.rest, a2.rest, b2.rest, c2.rest)) return false;
    state_ = {s.sum, t.sum};
    squares_[0] = a0.sum, squares_[1] = b1.sum, squares_[2] = c2.sum;
    return true;
  }
  template <class... T>
  static bool all_zero(T... v) {
    return (static_cast<unsigned>(v == 0) & ...) != 0;
  }
  void add_slowly(double v);
  void add_to(exact_moments& m) const;
  exact_moments& move_outside();

  small_state state_;
  double squares_[3] = {};
};

// --- integers

// A sum of integers of so many 64-bit words, which wraps: the words are those of the exact sum.
template <int Words>
class whole_sum {
 public:
  void add(int128 v) { add(static_cast<uint128>(v), v < 0 ? ~std::uint64_t{0} : 0); }
  void add_natural(uint128 v) { add(v, 0); }
  void add_square(int128 v) {
    const uint128 a = v < 0 ? -static_cast<uint128>(v) : static_cast<uint128>(v);
    const auto low = static_cast<std::uint64_t>(a), high = static_cast<std::uint64_t>(a >> 64);
    add_natural(static_cast<uint128>(low) * low);
    if constexpr (Words > 3) {
      if (high == 0) return;
      const uint128 mixed = static_cast<uint128>(low) * high;
      const whole_sum shifted{{0, static_cast<std::uint64_t>(mixed << 1), static_cast<std::uint64_t>(mixed >> 63),
                               static_cast<std::uint64_t>(mixed >> 127)}};
      const uint128 square = static_cast<uint128>(high) * high;
      merge(shifted);
      merge({{0, 0, static_cast<std::uint64_t>(square), static_cast<std::uint64_t>(square >> 64)}});
    }
  }
  void merge(const whole_sum& o) {
    std::uint64_t carry = 0;
    for (int i = 0; i < Words; ++i) {
      const uint128 s = static_cast<uint128>(word[i]) + o.word[i] + carry;
      word[i] = static_cast<std::uint64_t>(s);
      carry = static_cast<std::uint64_t>(s >> 64);
    }
  }

  std::uint64_t word[Words] = {};

 private:
  void add(uint128 v, std::uint64_t sign) {
    uint128 s = static_cast<uint128>(word[0]) + static_cast<std::uint64_t>(v);
    word[0] = static_cast<std::uint64_t>(s);
    s = static_cast<uint128>(word[1]) + static_cast<std::uint64_t>(v >> 64) + static_cast<std::uint64_t>(s >> 64);
    word[1] = static_cast<std::uint64_t>(s);
    if constexpr (Words > 2)
      for (int i = 2; i < Words; ++i) {
        s = static_cast<uint128>(word[i]) + sign + static_cast<std::uint64_t>(s >> 64);
        word[i] = static_cast<std::uint64_t>(s);
      }
  }
};

// --- results, rounded once

// sum / (n * 10^scale); the sum is a number of so many words, in two's complement unless it is `natural`.
double exact_mean(const std::uint64_t* sum, int words, bool natural, std::int64_t n, int scale);
double exact_mean(const exact_sum& sum, std::int64_t n);

// (n * squares - sum^2) / (n * (n - 1)) or its square root; of integers of a column with that scale.
double exact_spread(spread wanted, std::int64_t n, const std::uint64_t* sum, int words, bool natural,
                    const std::uint64_t* squares, int square_words, int scale);
double exact_spread(spread wanted, std::int64_t n, const exact_moments& m);
double exact_spread(spread wanted, std::int64_t n, const float_moments& m);

}  // namespace bodo::rt
