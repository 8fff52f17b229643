#pragma once
// Decimals: integers scaled by a power of ten, held in 64 bits up to 18 digits and in 128 bits up to 38. Emitted loops
// compute in plain int64 if the batch's bounds prove that nothing overflows, else with the checked functions
// here, which fail at the user's line. Results never wrap, and are rounded only on request.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "bodo/rt/column.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// Fails at the user's line; `what` is the value that did not fit.
[[noreturn]] void overflow(const site& at, const char* what);

namespace detail {
struct powers_of_ten {
  int128 of[39];
  constexpr powers_of_ten() : of() {
    of[0] = 1;
    for (int i = 1; i < 39; ++i) of[i] = of[i - 1] * 10;
  }
};
inline constexpr powers_of_ten powers;
}  // namespace detail

constexpr int128 power_of_ten(int digits) { return detail::powers.of[digits]; }  // 0 to 38
constexpr bool within_38_digits(int128 v) { return v > -power_of_ten(38) && v < power_of_ten(38); }

// Calls body.operator()<std::int64_t>() if integers of at most these magnitudes fit it, else the same with int128: a
// loop over decimals that is written once, and runs in 64 bits if bounds prove that its values fit. The bound of a
// product is the product of its operands' bounds; the margin covers the rounding of bounds. Infinite ones prove
// nothing.
//     rt::by_bound(price.bound() * 100, [&]<class Wide>() { ... rt::mul<Wide>(at, price[i], 100) ... });
template <class Body>
void by_bound(std::initializer_list<double> bounds, const Body& body) {
  bool narrow = true;
  for (const double bound : bounds) narrow = narrow && bound < 9.2e18;
  if (narrow)
    body.template operator()<std::int64_t>();
  else
    body.template operator()<int128>();
}
template <class Body>
void by_bound(double bound, const Body& body) {
  by_bound({bound}, body);
}

inline int128 checked_add(const site& at, int128 a, int128 b) {
  int128 r;
  if (__builtin_add_overflow(a, b, &r) || !within_38_digits(r)) overflow(at, "the decimal has more than 38 digits");
  return r;
}
inline int128 checked_sub(const site& at, int128 a, int128 b) {
  int128 r;
  if (__builtin_sub_overflow(a, b, &r) || !within_38_digits(r)) overflow(at, "the decimal has more than 38 digits");
  return r;
}
inline int128 checked_mul(const site& at, int128 a, int128 b) {
  int128 r;
  // small factors, by far the most common, need no 128 x 128 bit check
  const auto x = static_cast<std::int64_t>(a);
  const auto y = static_cast<std::int64_t>(b);
  if (x == a && y == b) {
    r = static_cast<int128>(x) * y;
    // 63 x 63 bits stay below 2^126 = 8.5e37
    return r;
  }
  if (__builtin_mul_overflow(a, b, &r) || !within_38_digits(r)) overflow(at, "the decimal has more than 38 digits");
  return r;
}
inline int128 checked_negate(int128 v) { return -v; }  // 38 digits are symmetric

// A 128-bit result that is to be held in 64 bits (a decimal type of at most 18 digits).
inline std::int64_t to_int64(const site& at, int128 v) {
  if (v != static_cast<std::int64_t>(v)) overflow(at, "the value does not fit 64 bits");
  return static_cast<std::int64_t>(v);
}

// The same number with `to` instead of `from` digits after the point. More digits: exact, checked. Fewer: rounded half
// to even.
int128 rescale(const site& at, int128 v, int from, int to);

// v / 10^digits, rounded half to even.
int128 divide_by_power_of_ten(int128 v, int digits);
// Without its digits after the point, as a C++ conversion truncates.
int128 whole_part(int128 v, int scale);

// -1, 0 or 1 if a (with `scale_a` digits after the point) is less than, equal to or greater than b; never overflows.
int compare_decimals(int128 a, int scale_a, int128 b, int scale_b);

// The nearest double, correctly rounded.
double decimal_to_double(int128 v, int scale);
inline double decimal_to_double(std::int64_t v, int scale) {
  // operands up to 2^53 and 10^22 are exact: only the division rounds
  if (scale <= 22 && v <= (std::int64_t{1} << 53) && v >= -(std::int64_t{1} << 53))
    return static_cast<double>(v) / static_cast<double>(power_of_ten(scale));
  return decimal_to_double(static_cast<int128>(v), scale);
}

// The decimal with `scale` digits after the point that is nearest to v (half to even on v's exact value). False if it
// has more than `precision` digits, or v is not finite.
bool decimal_from_double(double v, int precision, int scale, int128& out);

// Text such as "-12.50": sign, at least one digit before the point, `scale` digits after it. Returns the size, at most
// 48.
std::size_t write_decimal(int128 v, int scale, char* out);

// Reads [+-]digits[.digits][e[+-]digits] with nothing around it. False if it is not a number, has digits beyond `scale`
// that are not zero, or more than `precision` digits in all.
bool parse_decimal(std::string_view s, int precision, int scale, int128& out);

// A literal of emitted code, which the compiler has checked: high and low half of the scaled integer.
constexpr int128 wide(std::int64_t high, std::uint64_t low) {
  return static_cast<int128>(static_cast<uint128>(static_cast<std::uint64_t>(high)) << 64 | low);
}

}  // namespace bodo::rt
