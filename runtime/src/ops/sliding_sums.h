#pragma once
// Sums over the values of a window that slides. A value that leaves is subtracted, and only results are rounded: they
// depend on the window's values alone, and are those of the aggregates.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "bodo/rt/exact.h"
#include "columns/natural.h"

namespace bodo::rt {

// The values of a window that its sliding_floats cannot hold.
struct values_beyond {
  std::int64_t n = 0;
  exact_moments finite;
  std::int64_t infinite[2] = {};  // positive, negative
  std::int64_t not_numbers = 0;
  std::int64_t used = 0;  // results that needed them

  bool all_finite() const { return n == finite.n; }
  // Their sum if not all are finite.
  double special() const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (not_numbers != 0 || (infinite[0] != 0 && infinite[1] != 0)) return std::numeric_limits<double>::quiet_NaN();
    return infinite[0] != 0 ? infinity : -infinity;
  }
  // One more, or one less.
  void change(double v, int by);
};

// The divisions by numbers of values: those of windows with missing values are few, and take turns.
class recent_divisions {
 public:
  // By the divisor of n values; made anew if another n took its place.
  const rounded_division& of(std::int64_t n, std::uint64_t divisor) {
    made& m = made_[static_cast<std::size_t>(n) % made_.size()];
    if (m.n != n) [[unlikely]] {
      m.n = n;
      m.division.divide_by(divisor);
    }
    return m.division;
  }

 private:
  struct made {
    std::int64_t n = 0;
    rounded_division division;
  };
  std::array<made, 64> made_;
};

// The sum of a window's values, and the sum of their squares, as integers in units that suit the window's largest
// value. All values that are much smaller, or that came later and are much larger, are others.
template <bool Squares>
class sliding_floats {
 public:
  struct others : values_beyond {
    recent_divisions divisions;
  };
  explicit sliding_floats(others& o) : others_(&o) {}
  // For windows of at most so many values.
  void clear(std::int64_t most) {
    // n * sums of products of halves fit 127 bits, sums of halves 63
    const int halves = std::clamp(63 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most))), 32, 43);
    if (halves != half_ || most >> 31 != 0) unit_ = none;
    half_ = halves;
    sum_ = 0;
    high_ = low_ = 0;
    high_squares_ = mixed_ = low_squares_ = 0;
    if (has_others()) forget_others();
  }

  void add(double v) {
    const units u = units_of(v, 1);
    move(u, u);
  }
  void remove(double v) {
    const units u = units_of(v, -1);
    move(units{} - u, u);
  }
  void replace(double old, double v) {
    const units before = units_of(old, -1), u = units_of(v, 1);
    move(u - before, u + before);
  }
  bool has_others() const { return others_->n != 0; }
  // Whether other units may be worth the time to add all values again.
  bool is_slow(std::int64_t values) const { return (others_->used + 1) * 64 >= values; }
  template <class T>
  void restart(const T* values, std::int64_t n, std::int64_t most) {
    std::uint64_t largest = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const detail::float_parts p(values[i]);
      if (!p.special()) largest = std::max<std::uint64_t>(largest, p.exponent());
    }
    forget_others();
    clear(most);
    if (most >> 31 == 0) unit_ = std::clamp(largest + headroom, lowest + span(), highest + span()) - span();
    for (std::int64_t i = 0; i < n; ++i) add(values[i]);
  }

  // The results of n values.
  double sum() const {
    if (double large, small; !has_others() && in_floats(large, small)) [[likely]]
      return large * power_of_two(exponent());
    return any_sum();
  }
  // The sum as two floats, the larger one rounded, if their quotients by n are far from the ends of double's range.
  bool in_floats(std::int64_t n, double& large, double& small) const {
    if (has_others() || n > 1 << 26 || unit_ - 300 > 1800 - 300 || !in_floats(large, small)) return false;
    const double unit = power_of_two(exponent());
    large *= unit, small *= unit;
    return true;
  }
  double mean(std::int64_t n) const {
    if (has_others()) return others_->all_finite() ? exact_mean(all().sum, n) : others_->special();
    const auto by = static_cast<std::uint64_t>(n);
    if ((by & (by - 1)) == 0) return sum() / static_cast<double>(n);  // exact: half of such quotients are ties
    const uint128 size = size_of_sum();
    double v;
    if (!others_->divisions.of(n, by)(static_cast<std::uint64_t>(size >> 64), static_cast<std::uint64_t>(size),
                                      exponent() + 64, v))
      v = ratio(natural(size), natural(by), exponent()).value();
    return signed_value(v);
  }
  double result(spread wanted, std::int64_t n) {
    if (has_others()) [[unlikely]] {
      if (!others_->all_finite()) return std::numeric_limits<double>::quiet_NaN();
      exact_moments m = all();
      m.n = n;
      return exact_spread(wanted, m);
    }
    const std::uint64_t by = static_cast<std::uint64_t>(n) * static_cast<std::uint64_t>(n - 1);
    // n * squares - sum * sum as high * 2^(2 * half) + rest
    const int128 low = n * low_squares_ - static_cast<int128>(low_) * low_;
    const int128 middle = n * mixed_ - 2 * (static_cast<int128>(high_) * low_) + (low >> half_);
    const auto high = static_cast<uint128>(n * high_squares_ - static_cast<int128>(high_) * high_ + (middle >> half_));
    const uint128 rest = static_cast<uint128>(static_cast<std::uint64_t>(middle) & mask()) << half_ |
                         (static_cast<std::uint64_t>(low) & mask());
    double v;
    const auto divide = [&](uint128 words, int above) {
      return others_->divisions.of(n, by)(static_cast<std::uint64_t>(words >> 64), static_cast<std::uint64_t>(words),
                                          2 * exponent() + 64 + above, v);
    };
    const bool divided = high >> 64 != 0 ? divide(high, 2 * half_)
                         : high != 0     ? divide(high << 64 | rest >> (2 * half_ - 64), 2 * half_ - 64)
                                         : divide(rest, 0);
    if (divided) return wanted == spread::variance ? v : std::sqrt(v);
    natural all(high);
    all.shift_left(2 * half_);
    all.add(natural(rest));
    const long_float exact = ratio(all, natural(by), 2 * exponent());
    return wanted == spread::variance ? exact.value() : exact.root();
  }

 private:
  // Units that suit neither the smallest numbers, which have fewer bits, nor infinities; and one that suits only zeros.
  static constexpr std::uint64_t lowest = 64, highest = 0x7c0, none = 0x1000;
  static constexpr std::uint64_t headroom = 4;  // powers of two above the value that the unit is chosen for

  // A value as high * 2^half + low units, so that products of the halves are products of words; a sum is not cut.
  struct halves {
    std::int64_t high = 0, low = 0;
    friend halves operator+(const halves& a, const halves& b) { return {a.high + b.high, a.low + b.low}; }
    friend halves operator-(const halves& a, const halves& b) { return {a.high - b.high, a.low - b.low}; }
  };
  using units = std::conditional_t<Squares, halves, int128>;
  std::uint64_t mask() const { return (std::uint64_t{1} << half_) - 1; }
  // Powers of two between the smallest and the largest value.
  std::uint64_t span() const { return Squares ? static_cast<std::uint64_t>(std::min(32, 2 * half_ - 53)) : 43; }

  // 0 if the value counts with the others, where there is one more or one less.
  units units_of(double v, int by) {
    constexpr std::uint64_t fraction = (std::uint64_t{1} << 52) - 1;
    const detail::float_parts p(v);
    std::uint64_t m = (p.bits & fraction) | (fraction + 1);
    std::uint64_t shift = p.exponent() - unit_;
    if (shift >= span()) [[unlikely]] {
      if (p.bits << 1 == 0) return {};
      const std::uint64_t down = unit_ - p.exponent();
      if (down > 52 || m << (64 - down) != 0) {
        others_->change(v, by);
        return {};
      }
      m >>= down;
      shift = 0;
    }
    const auto sign = static_cast<std::uint64_t>(p.sign());
    const auto signed_m = static_cast<std::int64_t>((m ^ sign) - sign);
    if constexpr (Squares)
      return {signed_m >> (static_cast<unsigned>(half_) - shift),
              static_cast<std::int64_t>(static_cast<std::uint64_t>(signed_m) << shift & mask())};
    else
      return static_cast<int128>(signed_m) * static_cast<std::int64_t>(std::uint64_t{1} << shift);
  }
  // Adds a to the sum, and a * b to the squares.
  void move(const units& a, const units& b) {
    if constexpr (Squares) {
      high_ += a.high, low_ += a.low;
      high_squares_ += static_cast<int128>(a.high) * b.high;
      mixed_ += static_cast<int128>(a.high) * b.low;
      mixed_ += static_cast<int128>(a.low) * b.high;
      low_squares_ += static_cast<int128>(a.low) * b.low;
    } else {
      sum_ += a;
    }
  }

  [[gnu::noinline, gnu::cold]] double any_sum() const {
    if (has_others()) return others_->all_finite() ? all().sum.value() : others_->special();
    const uint128 size = size_of_sum();
    auto first = static_cast<std::uint64_t>(size >> 64), second = static_cast<std::uint64_t>(size);
    int power = exponent() + 65;
    if (first == 0) first = std::exchange(second, 0), power -= 64;
    const int zeros = std::countl_zero(first | 1);
    const std::uint64_t top = first << zeros | second >> 1 >> (63 - zeros);
    const bool more = (top & 1) != 0 || second << zeros != 0;
    return signed_value(long_float{top >> 1 | static_cast<std::uint64_t>(more), power - zeros}.value());
  }
  // The sum as two floats, the larger one rounded, in units. False if that needs more bits, or results may be too small
  // for all of theirs.
  bool in_floats(double& large, double& small) const {
    constexpr int half = 53;
    if (static_cast<std::uint64_t>(static_cast<std::int64_t>(sum_ >> (2 * half)) + 1) > 1 ||
        unit_ - 128 > highest - 128)
      return false;
    const double high = static_cast<double>(static_cast<std::int64_t>(sum_ >> half)) * power_of_two(half);
    const auto low = static_cast<double>(static_cast<std::int64_t>(sum_) & ((std::int64_t{1} << half) - 1));
    large = high + low;
    small = low - (large - high);
    return true;
  }
  void forget_others() { static_cast<values_beyond&>(*others_) = {}; }
  int exponent() const { return static_cast<int>(unit_) - 1075; }
  uint128 size_of_sum() const { return sum_ < 0 ? -static_cast<uint128>(sum_) : static_cast<uint128>(sum_); }
  double signed_value(double size) const { return sum_ < 0 ? -size : size; }
  // Also those that are here.
  exact_moments all() const {
    ++others_->used;
    exact_moments m = others_->finite;
    const auto at = static_cast<unsigned>(unit_) - 1, half = static_cast<unsigned>(half_);
    const auto add = [](auto& to, int128 v, unsigned position) {
      const auto sign = static_cast<std::int64_t>(v >> 127);
      const uint128 size = v < 0 ? -static_cast<uint128>(v) : static_cast<uint128>(v);
      to.add(static_cast<std::uint64_t>(size), position, sign);
      to.add(static_cast<std::uint64_t>(size >> 64), position + 64, sign);
    };
    if (Squares) {
      add(m.sum, high_, at + half);
      add(m.sum, low_, at);
      add(m.squares, high_squares_, 2 * at + 2 * half);
      add(m.squares, mixed_, 2 * at + half);
      add(m.squares, low_squares_, 2 * at);
    } else {
      add(m.sum, sum_, at);
    }
    return m;
  }

  others* others_;
  std::uint64_t unit_ = none;  // of 2^(unit - 1075)
  int half_ = 43;
  int128 sum_ = 0;
  std::int64_t high_ = 0, low_ = 0;  // the sum, if there are squares
  int128 high_squares_ = 0, mixed_ = 0, low_squares_ = 0;
};

inline void values_beyond::change(double v, int by) {
  const detail::float_parts p(v);
  n += by;
  if (p.special()) {
    (v != v ? not_numbers : infinite[v < 0 ? 1 : 0]) += by;
    return;
  }
  const std::int64_t sign = by < 0 ? -1 : 0;
  finite.sum.add(p.mantissa(), p.position(), p.sign() ^ sign);
  finite.squares.add(static_cast<uint128>(p.mantissa()) * p.mantissa(), 2 * p.position(), sign);
  finite.n += by;
}

}  // namespace bodo::rt
