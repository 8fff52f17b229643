#pragma once
// Sums of floats without any rounding, so that neither the order of the values nor their split over ranks is
// observable: the result is the exact sum, rounded once. An infinity or a NaN acts as in plain addition.
//
//  - exact_sum and exact_squares are fixed-point numbers as wide as the range of double (Neal, "Fast exact summation
//    using small and large superaccumulators", 2015), in half a kilobyte and one. A float_sum is an exact_sum to which
//    many values are added at once.
//  - float_pair is as exact in 16 bytes, as long as two doubles can hold the sum; float_moments in 48, as long as the
//    values have similar sizes. Beyond that they refer to exact numbers elsewhere. They are for the states of groups,
//    of which there may be millions.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "bodo/rt/column.h"

namespace bodo::rt {

// A sum of numbers m * 2^(position - Unit), m a natural of at most 32 * Pieces - 31 bits. A digit stands for 32 bits,
// and has room for the carries of 2^30 additions.
template <int Digits, int Unit, int Pieces>
class fixed_point {
 public:
  void merge(const fixed_point& o);
  double value() const;  // the sum, rounded half to even
  // True if an infinity or a NaN was added.
  bool special() const { return infinite_ != 0; }

  static constexpr int digits = Digits;
  static constexpr int unit = Unit;
  // The digits from 0 to 2^32 - 1, the last one signed.
  void carry();
  std::int64_t digit(int i) const { return digit_[i]; }
  // m * 2^(position - Unit), negated if the sign is -1 instead of 0.
  void add(uint128 m, unsigned position, std::int64_t sign) {
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

 protected:
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
  using fixed_point::add;
  void add(double v) {
    const detail::float_parts p(v);
    if (p.special()) [[unlikely]]
      infinite_ |= p.kind();
    else
      fixed_point::add(p.mantissa(), p.position(), p.sign());
  }
  // As many at a time as `at_once` are added in a quarter of the time.
  void add(const double* values, std::size_t n);
  static constexpr std::size_t at_once = 128;
};

class float_sum {
 public:
  void add(double v) {
    waiting_[n_++] = v;
    if (n_ == exact_sum::at_once) [[unlikely]] {
      total_.add(waiting_, n_);
      n_ = 0;
    }
  }
  void merge(const float_sum& o) { total_.merge(o.total()); }
  exact_sum total() const {
    exact_sum all = total_;
    all.add(waiting_, n_);
    return all;
  }

 private:
  exact_sum total_;
  std::size_t n_ = 0;
  double waiting_[exact_sum::at_once] = {};
};

// Sum of v * v; the size also suits products of two columns.
class exact_squares : public fixed_point<134, 2148, 5> {
 public:
  using fixed_point::add;
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

// The sum of n values and the sum of their squares.
struct exact_moments {
  exact_sum sum;
  exact_squares squares;
  std::int64_t n = 0;

  void add(double v) { sum.add(v), squares.add(v), ++n; }
  void merge(const exact_moments& o) { sum.merge(o.sum), squares.merge(o.squares), n += o.n; }
};

namespace detail {
// a + b and its exact rounding error: NaN if the sum overflows.
struct two_sum {
  double sum, rest;
  two_sum(double a, double b) : sum(a + b) {
    const double other = sum - a;
    rest = (a - (sum - other)) + (b - other);
  }
};
}  // namespace detail

// The first 16 bytes of a small state: its contents, or (if `first` has the mark) a reference to the bytes outside.
struct small_state {
  std::uint64_t first = 0;
  std::uint64_t second = 0;

  // The number of bytes outside of the state, which it owns: 0 while it is small.
  std::size_t outside_size() const { return first >> 32 == outside_mark ? first & 0xffffffff : 0; }
  void* outside() const { return std::bit_cast<void*>(second); }
  void* move_outside(std::size_t size);  // returns the new bytes, not initialised
  void adopt(const void* bytes);         // copies the bytes that came with the state from another rank
  void release();                        // frees them
  // The number of states with bytes outside: while it is 0, no search is needed.
  static std::size_t outside_states();

  static constexpr std::uint64_t outside_mark = 0xfffb0dc0;  // as the upper half of a double: a NaN
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
  // Adds n values, and writes the sum after each.
  void add_each(const double* values, std::size_t n, double* sums);
  void merge(const float_pair& o);
  double value() const {
    const double v = high() + low();
    return v - v == 0 ? v : total().value();
  }
  // The exact sum, divided by n and rounded once.
  double divided_by(std::int64_t n) const;
  exact_sum total() const;
  void release() { state_.release(); }

 private:
  double high() const { return std::bit_cast<double>(state_.first); }
  double low() const { return std::bit_cast<double>(state_.second); }
  void set(double high, double low) {
    state_ = {std::bit_cast<std::uint64_t>(high), std::bit_cast<std::uint64_t>(low)};
  }
  // Infinity or NaN; later values are added to it as in plain addition.
  void set_special(double v) { set(v == v ? v : std::numeric_limits<double>::quiet_NaN(), 0); }
  bool add_exactly(double v) {
    double to_high = high(), to_low = low();
    if (!add_exactly(to_high, to_low, v)) return false;
    set(to_high, to_low);
    return true;
  }
  static bool add_exactly(double& high, double& low, double v) {
    const detail::two_sum s(high, v);
    const double sum = low + s.rest;
    // not 0 if the sum was rounded, or is NaN
    const auto lost =
        std::bit_cast<std::uint64_t>((sum - low) - s.rest) | std::bit_cast<std::uint64_t>((sum - s.rest) - low);
    if (lost << 1 != 0) return false;
    high = s.sum, low = sum;
    return true;
  }
  void add_slowly(double v);
  exact_sum& move_outside();

  small_state state_;
};

struct moments_parts;

// The number of values, their sum and the sum of their squares as integers, in units that the first value determines:
// as exact as exact_moments, while all values are within about 32 powers of two of each other.
class moments_window {
 public:
  // False, and nothing is added, if v or a sum does not fit.
  bool add(double v) {
    const detail::float_parts p(v);
    const std::uint64_t keep = p.bits << 1 != 0 ? ~std::uint64_t{0} : 0;  // 0 for a zero
    std::uint64_t head = state_.first;
    if (unit() == 0) head += first_unit(p.exponent()) << unit_shift & keep;
    const std::uint64_t shift = (p.exponent() - (head >> unit_shift)) & keep;
    // bits that are set if the shift is too large, or the unit is a mark
    if ((shift | head >> (unit_shift + 10)) >= shifts) [[unlikely]]
      return false;
    // v = +-m * factor units; multiplying shifts two words at once
    const std::uint64_t m = ((p.bits & fraction) | (fraction + 1)) & keep, factor = std::uint64_t{1} << shift;
    const uint128 square = static_cast<uint128>(m) * m;
    const uint128 low = static_cast<uint128>(static_cast<std::uint64_t>(square)) * (factor * factor);
    const uint128 high = (square >> 64) * (factor * factor) + (low >> 64);
    if (!add_square(high << 64 | static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high >> 64))) [[unlikely]]
      return false;
    const auto sign = static_cast<std::uint64_t>(p.sign());
    const int128 signed_m = static_cast<std::int64_t>((m ^ sign) - sign);
    set_sum(sum() + signed_m * static_cast<std::int64_t>(factor));
    state_.first = head + 1;
    return true;
  }

  std::int64_t n() const { return static_cast<std::int64_t>(state_.first & ((std::uint64_t{1} << unit_shift) - 1)); }
  void add_to(exact_moments& m) const;

 private:
  // A unit is 2^(unit - 1075); 0 while there are only zeros.
  std::uint64_t unit() const { return state_.first >> unit_shift; }
  int128 sum() const { return static_cast<int128>(static_cast<uint128>(sum_high_) << 64 | state_.second); }
  void set_sum(int128 s) {
    state_.second = static_cast<std::uint64_t>(s);
    sum_high_ = static_cast<std::uint64_t>(static_cast<uint128>(s) >> 64);
  }
  static std::uint64_t first_unit(unsigned exponent) {
    return exponent > below && exponent < largest ? exponent - below : not_a_number - 1;  // a mark: does not fit
  }
  bool add_square(uint128 low, std::uint64_t high) {
    const uint128 s = (static_cast<uint128>(squares_[1]) << 64 | squares_[0]) + low;
    unsigned long long top;
    if (__builtin_add_overflow(squares_[2], high + (s < low ? 1 : 0), &top)) return false;
    squares_[0] = static_cast<std::uint64_t>(s), squares_[1] = static_cast<std::uint64_t>(s >> 64), squares_[2] = top;
    return true;
  }

  static constexpr int unit_shift = 48;
  static constexpr std::uint64_t fraction = (std::uint64_t{1} << 52) - 1;  // bits of a double
  static constexpr unsigned below = 24;                  // powers of two below the first value's that fit
  static constexpr unsigned shifts = 32;                 // of values to units
  static constexpr unsigned largest = 0x700;             // unit
  static constexpr std::uint64_t not_a_number = 0xfffa;  // instead of the unit: the results are NaN

  friend class float_moments;
  friend struct moments_parts;

  small_state state_;  // the unit above n; the lower half of the sum
  std::uint64_t sum_high_ = 0;
  std::uint64_t squares_[3] = {};
};

// The same for any values of a group.
class float_moments {
 public:
  void add(double v) {
    if (!window_.add(v)) [[unlikely]]
      add_slowly(v);
  }
  void merge(const float_moments& o);
  std::int64_t n() const;
  double result(spread wanted) const;

 private:
  void add_slowly(double v);
  bool small() const;
  exact_moments& outside() const;
  exact_moments& move_outside();

  moments_window window_;
};

// --- integers

// A sum of integers in `Words` 64-bit words, which wraps: the words are those of the exact sum.
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

// sum / (n * 10^scale); the sum has `words` words, in two's complement unless it is `natural`.
double exact_mean(const std::uint64_t* sum, int words, bool natural, std::int64_t n, int scale);
double exact_mean(const exact_sum& sum, std::int64_t n);

// (n * squares - sum^2) / (n * (n - 1)) or its square root; for the scaled integers of a column of that scale.
double exact_spread(spread wanted, std::int64_t n, const std::uint64_t* sum, int words, bool natural,
                    const std::uint64_t* squares, int square_words, int scale);
double exact_spread(spread wanted, const exact_moments& m);

}  // namespace bodo::rt
