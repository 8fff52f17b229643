#pragma once
// astype: conversions of values. A value that does not fit, and text that cannot be read, is an error at the user's
// line; new strings live in an arena. Called only for known values.
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>

#include "bodo/rt/column.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/site.h"
#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

[[noreturn]] void does_not_fit(const site& at, double v, const char* type);
[[noreturn]] void does_not_fit(const site& at, int128 v, const char* type);

// An integer or a float as an integer type, if it fits (a float without its fraction).
template <class T, class From>
std::optional<T> fitting(From v) {
  if constexpr (std::is_floating_point_v<From>) {
    constexpr double low = static_cast<double>(std::numeric_limits<T>::min());
    constexpr double high = 2.0 * static_cast<double>(std::numeric_limits<T>::max() / 2 + 1);
    const double whole = __builtin_trunc(v);
    if (!(whole >= low && whole < high)) return std::nullopt;
  } else {
    if (static_cast<int128>(static_cast<T>(v)) != static_cast<int128>(v)) return std::nullopt;
  }
  return static_cast<T>(v);
}

// ... else it is an error.
template <class T, class From>
T checked_cast(const site& at, From v) {
  const std::optional<T> result = fitting<T>(v);
  if (!result)
    does_not_fit(at, static_cast<std::conditional_t<std::is_floating_point_v<From>, double, int128>>(v),
                 "the integer type");
  return *result;
}

// A scaled integer (scale 0: an integer) or a float as a decimal of `precision` digits, `scale` of them after the
// point: rounded half to even.
int128 decimal_of(const site& at, int128 v, int from_scale, int precision, int scale);
int128 decimal_of(const site& at, double v, int precision, int scale);
template <class T, class From>
T to_decimal(const site& at, From v, int from_scale, int precision, int scale) {
  if constexpr (std::is_floating_point_v<From>)
    return static_cast<T>(decimal_of(at, static_cast<double>(v), precision, scale));
  else
    return static_cast<T>(decimal_of(at, static_cast<int128>(v), from_scale, precision, scale));
}

// Numbers, dates (2024-02-29) and times (2024-02-29 13:00:00.5, with a T or a blank between) in text, with nothing
// around them: `read` gives no value for other text, `parse` fails.
std::optional<std::int64_t> read_integer(std::string_view s, std::int64_t low, std::uint64_t high);
std::optional<float> read_float32(std::string_view s);
std::optional<double> read_float64(std::string_view s);
std::optional<std::int32_t> read_date(std::string_view s);
std::optional<std::int64_t> read_time(std::string_view s);
template <class T>
std::optional<T> read(std::string_view s) {
  if constexpr (std::is_same_v<T, float>) {
    return read_float32(s);
  } else if constexpr (std::is_same_v<T, double>) {
    return read_float64(s);
  } else {
    const std::optional<std::int64_t> v = read_integer(s, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                                                       static_cast<std::uint64_t>(std::numeric_limits<T>::max()));
    return v ? std::optional(static_cast<T>(*v)) : std::nullopt;
  }
}
template <class T>
std::optional<T> read_decimal(std::string_view s, int precision, int scale) {
  int128 v;
  return parse_decimal(s, precision, scale, v) ? std::optional(static_cast<T>(v)) : std::nullopt;
}

// A number's text without the separator of its thousands (empty: there is none), and with a point. Separators stand
// between digits, before the decimal point; other text comes back with a blank, so that it is no number.
text plain_number(const text& s, std::string_view thousands, std::string_view point, text_arena& arena);

std::int64_t parse_integer(const site& at, std::string_view s, std::int64_t low, std::uint64_t high);
float parse_float32(const site& at, std::string_view s);
double parse_float64(const site& at, std::string_view s);
template <class T>
T parse(const site& at, std::string_view s) {
  if constexpr (std::is_same_v<T, float>)
    return parse_float32(at, s);
  else if constexpr (std::is_same_v<T, double>)
    return parse_float64(at, s);
  else
    return static_cast<T>(parse_integer(at, s, static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                                        static_cast<std::uint64_t>(std::numeric_limits<T>::max())));
}
int128 parse_decimal_at(const site& at, std::string_view s, int precision, int scale);
template <class T>
T parse_decimal(const site& at, std::string_view s, int precision, int scale) {
  return static_cast<T>(parse_decimal_at(at, s, precision, scale));
}
std::int32_t parse_date(const site& at, std::string_view s);
std::int64_t parse_time(const site& at, std::string_view s);

// Values as text, as frames print them: true and false, integers, the shortest text that reads back as the same float.
text spell(bool v, text_arena& arena);
text spell(std::int64_t v, text_arena& arena);
text spell(std::uint64_t v, text_arena& arena);
text spell(float v, text_arena& arena);
text spell(double v, text_arena& arena);
template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
text spell(T v, text_arena& arena) {
  if constexpr (std::is_signed_v<T>)
    return spell(static_cast<std::int64_t>(v), arena);
  else
    return spell(static_cast<std::uint64_t>(v), arena);
}
text spell_decimal(int128 v, int scale, text_arena& arena);
text spell_date(std::int32_t days, text_arena& arena);
text spell_time(std::int64_t ns, text_arena& arena);

}  // namespace bodo::rt
