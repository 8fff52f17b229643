#pragma once
// Arithmetic of emitted row expressions that differs from C++'s own operators: integers wrap around (as in pandas and
// Arrow) where C++ has undefined behaviour, `%` has the divisor's sign, and rounding is half to even.
#include <cstdint>
#include <type_traits>

#include "bodo/rt/site.h"

namespace bodo::rt {

template <class T>
  requires std::is_integral_v<T>
constexpr T wrap_add(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(static_cast<U>(a) + static_cast<U>(b)));
}
template <class T>
  requires std::is_integral_v<T>
constexpr T wrap_sub(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(static_cast<U>(a) - static_cast<U>(b)));
}
template <class T>
  requires std::is_integral_v<T>
constexpr T wrap_mul(T a, T b) {
  // at least 32 unsigned bits: two uint16 would be multiplied as ints
  using U = std::common_type_t<std::make_unsigned_t<T>, std::uint32_t>;
  return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
}
template <class T>
  requires std::is_integral_v<T>
constexpr T wrap_negate(T a) {
  return wrap_sub(T{0}, a);
}
template <class T>
  requires std::is_integral_v<T>
constexpr T abs(T a) {
  if constexpr (std::is_signed_v<T>)
    return a < 0 ? wrap_negate(a) : a;
  else
    return a;
}
inline double abs(double a) { return __builtin_fabs(a); }

// Fails at the user's line.
[[noreturn]] void division_by_zero(const site& at);

// a % b with b's sign, as in Python; b is not zero (a constant, say).
template <class T>
  requires std::is_integral_v<T>
constexpr T floor_mod(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == T{-1}) return 0;  // the machine's division of the smallest integer by -1 traps
    const T r = static_cast<T>(a % b);
    return static_cast<T>(r + (((r != 0) & ((r < 0) != (b < 0))) ? b : T{0}));
  } else {
    return static_cast<T>(a % b);
  }
}
template <class T>
  requires std::is_integral_v<T>
constexpr T floor_div(T a, T b) {
  if constexpr (std::is_signed_v<T>) {
    if (b == T{-1}) return wrap_negate(a);
    const T q = static_cast<T>(a / b);
    return static_cast<T>(q - ((a % b != 0) & ((a < 0) != (b < 0))));
  } else {
    return static_cast<T>(a / b);
  }
}
// The same for a divisor that may be zero: an error, as in Arrow. Called only for rows that have both operands.
template <class T>
  requires std::is_integral_v<T>
T floor_mod(const site& at, T a, T b) {
  if (b == 0) division_by_zero(at);
  return floor_mod(a, b);
}
template <class T>
  requires std::is_integral_v<T>
T floor_div(const site& at, T a, T b) {
  if (b == 0) division_by_zero(at);
  return floor_div(a, b);
}
// For floats: NaN if b is zero.
double floor_mod(double a, double b);
// The greatest whole number not above a / b: (a - floor_mod(a, b)) / b, as in Python; a / b if b is zero.
double floor_div(double a, double b);

// Half to even, at the given number of digits after the point (before it if negative).
inline double round(double v) { return __builtin_nearbyint(v); }
double round(double v, int digits);
std::int64_t round(std::int64_t v, int digits);

}  // namespace bodo::rt
