#pragma once
// Between the numbers that columns hold (days, nanoseconds) and the user's <chrono> types: any calendar date, time
// point of a clock that counts from 1970, or duration. Templates only: a program that has such types has <chrono> too.
#include <bodo/types.h>

#include <cstdint>
#include <type_traits>

#include "bodo/rt/dates.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// Throws std::out_of_range, or an error that names the place. `what`: "a time" or "a duration".
[[noreturn]] void beyond_nanoseconds(const char* what);
[[noreturn]] void beyond_nanoseconds(const char* what, const site& at);

namespace detail {

__extension__ using int128 = __int128;

constexpr int128 floor_quotient(int128 a, int128 b) { return a / b - (a % b < 0); }

// The value as one of a type that may be too small for it.
template <class T, class... At>
constexpr T held(int128 v, const char* what, const At&... at) {
  if (static_cast<T>(v) != v) beyond_nanoseconds(what, at...);
  return static_cast<T>(v);
}

// Ticks of so many seconds as ticks of other ones, whole ones towards minus infinity. All periods of <chrono> do.
template <class From, class To, class T, class... At>
constexpr T ticks(std::int64_t count, const char* what, const At&... at) {
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(int128{count} * From::num * To::den) / static_cast<T>(int128{From::den} * To::num);
  else if constexpr (From::num == To::num && From::den == To::den)
    return held<T>(count, what, at...);
  else
    return held<T>(floor_quotient(int128{count} * From::num * To::den, int128{From::den} * To::num), what, at...);
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

// A column's value from the user's: dates as days, the rest as nanoseconds. `at`: where, for the error.
template <kind Kind, class T, class... At>
constexpr auto from_chrono(const T& v, const At&... at) {
  using unit = std::conditional_t<Kind == kind::date, detail::day, detail::nanosecond>;
  using number = std::conditional_t<Kind == kind::date, std::int32_t, std::int64_t>;
  if constexpr (detail::calendar_date<T>) {
    const std::int32_t days =
        days_from_civil(static_cast<int>(v.year()), static_cast<unsigned>(v.month()), static_cast<unsigned>(v.day()));
    return detail::ticks<detail::day, unit, number>(days, "a time", at...);
  } else if constexpr (detail::time_point<T>) {
    const auto count = static_cast<std::int64_t>(v.time_since_epoch().count());
    return detail::ticks<typename T::period, unit, number>(count, "a time", at...);
  } else {
    const auto count = static_cast<std::int64_t>(v.count());
    return detail::ticks<typename T::period, unit, number>(count, "a duration", at...);
  }
}

// The user's value from a column's: dates from days, the rest from nanoseconds.
template <class T>
constexpr T to_chrono(std::int32_t days) {
  if constexpr (detail::calendar_date<T>) {
    const civil_date c = civil_from_days(days);
    return T{decltype(T{}.year()){c.year}, decltype(T{}.month()){c.month}, decltype(T{}.day()){c.day}};
  } else {
    return T{typename T::duration{detail::ticks<detail::day, typename T::period, typename T::rep>(days, "a time")}};
  }
}
template <class T>
constexpr T to_chrono(std::int64_t ns) {
  if constexpr (detail::calendar_date<T>)
    return to_chrono<T>(day_of(ns));
  else if constexpr (detail::time_point<T>)
    return T{
        typename T::duration{detail::ticks<detail::nanosecond, typename T::period, typename T::rep>(ns, "a time")}};
  else
    return T{detail::ticks<detail::nanosecond, typename T::period, typename T::rep>(ns, "a duration")};
}

}  // namespace bodo::rt
