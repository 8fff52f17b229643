#pragma once
// Conversions between the numbers that columns hold (days, nanoseconds) and the user's <chrono> types: any calendar
// date, time point of a clock that counts from 1970, or duration. Templates only: a program that has such types has
// <chrono> too.
#include <bodo/types.h>

#include <cstdint>
#include <limits>
#include <type_traits>

#include "bodo/rt/dates.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// Fails: a value of a user's type does not fit a column of the kind, or a column's value does not fit the user's type.
[[noreturn]] void beyond_column(const site& at, kind of);
[[noreturn]] void beyond_users_type(const site& at, std::int32_t days);
[[noreturn]] void beyond_users_type(const site& at, kind of, std::int64_t ns);

namespace detail {

__extension__ using int128 = __int128;

constexpr int128 floor_quotient(int128 a, int128 b) { return a / b - (a % b < 0); }

// Converts ticks of one period to ticks of another, if T holds them: whole ticks round towards minus infinity, floats
// as in <chrono>. For all periods of <chrono>.
template <class From, class To, class T, class Count>
constexpr bool convert(Count count, T& to) {
  if constexpr (std::is_floating_point_v<Count> && std::is_integral_v<T>) {
    const auto ticks = static_cast<double>(count) * (static_cast<double>(int128{From::num} * To::den) /
                                                     static_cast<double>(int128{From::den} * To::num));
    constexpr double end = 2.0 * static_cast<double>(std::numeric_limits<T>::max() / 2 + 1);
    if (!(ticks >= -end && ticks < end)) return false;
    to = static_cast<T>(ticks);
  } else if constexpr (std::is_floating_point_v<T>) {
    to = static_cast<T>(count * (int128{From::num} * To::den)) / static_cast<T>(int128{From::den} * To::num);
  } else {
    const int128 ticks = floor_quotient(int128{count} * From::num * To::den, int128{From::den} * To::num);
    to = static_cast<T>(ticks);
    return to == ticks;
  }
  return true;
}

struct nanosecond {
  static constexpr std::int64_t num = 1, den = nanoseconds_per_second;
};
struct day {
  static constexpr std::int64_t num = 86'400, den = 1;
};

template <class T>
concept time_point = requires { typename T::clock; };
template <class T>
concept calendar_date = requires(const T& t) { t.year(), t.month(), t.day(); };

}  // namespace detail

// A column's value from the user's: dates as days, the rest as nanoseconds. `at`: the place for the error.
template <kind Kind, class T>
constexpr auto from_chrono(const T& v, const site& at) {
  using unit = std::conditional_t<Kind == kind::date, detail::day, detail::nanosecond>;
  std::conditional_t<Kind == kind::date, std::int32_t, std::int64_t> value{};
  bool held;
  if constexpr (detail::calendar_date<T>)
    held = detail::convert<detail::day, unit>(
        days_from_civil(static_cast<int>(v.year()), static_cast<unsigned>(v.month()), static_cast<unsigned>(v.day())),
        value);
  else if constexpr (detail::time_point<T>)
    held = detail::convert<typename T::period, unit>(v.time_since_epoch().count(), value);
  else
    held = detail::convert<typename T::period, unit>(v.count(), value);
  if constexpr (Kind == kind::date) held = held && value >= first_date && value <= last_date;
  if (!held) beyond_column(at, Kind);
  return value;
}

// The user's value from a column's: dates from days, the rest from nanoseconds.
template <class T>
constexpr T to_chrono(std::int32_t days, const site& at) {
  if constexpr (detail::calendar_date<T>) {
    const civil_date c = civil_from_days(days);
    return T{decltype(T{}.year()){c.year}, decltype(T{}.month()){c.month}, decltype(T{}.day()){c.day}};
  } else {
    typename T::rep count{};
    if (!detail::convert<detail::day, typename T::period>(days, count)) beyond_users_type(at, days);
    return T{typename T::duration{count}};
  }
}
template <class T>
constexpr T to_chrono(std::int64_t ns, const site& at) {
  if constexpr (detail::calendar_date<T>) {
    return to_chrono<T>(day_of(ns), at);
  } else {
    typename T::rep count{};
    constexpr kind of = detail::time_point<T> ? kind::timestamp : kind::duration;
    if (!detail::convert<detail::nanosecond, typename T::period>(ns, count)) beyond_users_type(at, of, ns);
    if constexpr (detail::time_point<T>)
      return T{typename T::duration{count}};
    else
      return T{count};
  }
}

}  // namespace bodo::rt
