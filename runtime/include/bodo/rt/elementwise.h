#pragma once
// Small functions of emitted row expressions: decimals in the width of the loop, the smaller and the greater of values,
// lists of values, mathematics, months.
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "bodo/rt/column.h"
#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/math.h"
#include "bodo/rt/site.h"
#include "bodo/rt/text.h"

namespace bodo::rt {

// Decimal arithmetic in a loop of width W: int64 if the batch's bounds prove that it fits, else checked int128.
template <class W, class A, class B>
constexpr W add(const site& at, A a, B b) {
  if constexpr (sizeof(W) == 8)
    return static_cast<W>(a) + static_cast<W>(b);
  else
    return checked_add(at, a, b);
}
template <class W, class A, class B>
constexpr W sub(const site& at, A a, B b) {
  if constexpr (sizeof(W) == 8)
    return static_cast<W>(a) - static_cast<W>(b);
  else
    return checked_sub(at, a, b);
}
template <class W, class A, class B>
constexpr W mul(const site& at, A a, B b) {
  if constexpr (sizeof(W) == 8)
    return static_cast<W>(a) * static_cast<W>(b);
  else
    return checked_mul(at, a, b);
}
constexpr int128 abs(int128 a) { return a < 0 ? -a : a; }

// NaN wins, as in NumPy and pandas.
template <class A, class B>
constexpr auto least(const A& a, const B& b) {
  using T = std::common_type_t<A, B>;
  if constexpr (std::is_floating_point_v<T>)
    return b < a || b != b ? T(b) : T(a);
  else
    return T(b) < T(a) ? T(b) : T(a);
}
template <class A, class B>
constexpr auto greatest(const A& a, const B& b) {
  using T = std::common_type_t<A, B>;
  if constexpr (std::is_floating_point_v<T>)
    return a < b || b != b ? T(b) : T(a);
  else
    return T(a) < T(b) ? T(b) : T(a);
}
template <class T, class Low, class High>
constexpr auto clip(const T& v, const Low& low, const High& high) {
  return least(greatest(v, low), high);
}

// v is one of the values.
template <class T, class... Values>
constexpr bool one_of(const T& v, const Values&... values) {
  return ((v == values) || ...);
}

// The sides to which intervals are closed: all of them, and one more edge.
enum class closed : std::uint8_t {
  right,
  right_and_lowest,
  left,
  left_and_highest
};
// The number of the interval between two of the edges, which do not descend, that holds v; none for a NaN.
template <closed Side, class T, class... Edges>
constexpr std::optional<std::int64_t> interval_of(const T& v, const Edges&... edges) {
  constexpr auto count = static_cast<std::int64_t>(sizeof...(Edges));
  constexpr bool right = Side == closed::right || Side == closed::right_and_lowest;
  std::int64_t edge = 0, below = 0;  // edges below v, or at it if v is closed in by them
  const auto add = [&](const auto& e) {
    const bool at_end =
        (Side == closed::right_and_lowest && edge == 0) || (Side == closed::left_and_highest && edge + 1 == count);
    below += right != at_end ? v > e : v >= e;
    ++edge;
  };
  (add(edges), ...);
  if (below == 0 || below == count) return std::nullopt;
  return below - 1;
}
// The edge after `low`; an error if it is not above it.
template <class T>
const T& edge(const site& at, const T& low, const T& high) {
  if (!(low < high)) fail(at, "the edges of classes must increase: one is not above the edge before it");
  return high;
}
// The labels of such intervals, by their numbers.
template <std::size_t N>
class class_labels {
 public:
  template <class... Texts>
  explicit class_labels(const Texts&... all) : all_{text(all)...} {}
  const text& operator[](std::int64_t number) const { return all_[number]; }

 private:
  text all_[N];
};
template <class... Texts>
class_labels(const Texts&...) -> class_labels<sizeof...(Texts)>;
template <std::size_t N>
const text& label(std::int64_t number, const class_labels<N>& of) {
  return of[number];
}

inline double floor(double v) { return __builtin_floor(v); }
inline double ceil(double v) { return __builtin_ceil(v); }
inline double sqrt(double v) { return __builtin_sqrt(v); }
inline double exp(double v) { return __builtin_exp(v); }
inline double log(double v) { return __builtin_log(v); }
inline double pow(double base, double exponent) { return __builtin_pow(base, exponent); }

// The number of values begin, begin + step, ... before end (above end, for a negative step).
std::int64_t range_size(std::int64_t begin, std::int64_t end, std::int64_t step);
std::int64_t range_size(double begin, double end, double step);
// host values of other types
template <class Begin, class End, class Step>
std::int64_t range_size(Begin begin, End end, Step step) {
  using wide = std::conditional_t<std::is_integral_v<decltype(begin + end + step)>, std::int64_t, double>;
  return range_size(static_cast<wide>(begin), static_cast<wide>(end), static_cast<wide>(step));
}

}  // namespace bodo::rt
