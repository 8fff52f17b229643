#pragma once
// Between the numbers that columns hold (days, nanoseconds) and the user's <chrono> types: any calendar date, time
// point of a clock that counts from 1970, or duration. Templates only: a program that has such types has <chrono> too.
#include <bodo/types.h>

#include <cstdint>

#include "bodo/rt/dates.h"

namespace bodo::rt {

namespace detail {

// a/b seconds as nanoseconds, for the periods of <chrono>
template <class Period>
constexpr std::int64_t to_nanoseconds(std::int64_t ticks) {
  if constexpr (nanoseconds_per_second % Period::den == 0)
    return ticks * (nanoseconds_per_second / Period::den) * Period::num;
  else
    return ticks / (Period::den / nanoseconds_per_second);
}
// the tick that a number of nanoseconds lies in
template <class Period>
constexpr std::int64_t from_nanoseconds(std::int64_t ns) {
  if constexpr (nanoseconds_per_second % Period::den == 0) {
    constexpr std::int64_t tick = nanoseconds_per_second / Period::den * Period::num;
    return ns / tick - (ns % tick < 0);
  } else {
    return ns * (Period::den / nanoseconds_per_second);
  }
}

template <class T>
concept time_point = requires { typename T::clock; };
template <class T>
concept calendar_date = requires(const T& t) { t.year(), t.month(), t.day(); };

}  // namespace detail

// A column's value from the user's.
template <kind Kind, class T>
constexpr auto from_chrono(const T& v) {
  if constexpr (Kind == kind::date && detail::calendar_date<T>) {
    return days_from_civil(static_cast<int>(v.year()), static_cast<unsigned>(v.month()),
                           static_cast<unsigned>(v.day()));
  } else if constexpr (detail::calendar_date<T>) {
    return std::int64_t{days_from_civil(static_cast<int>(v.year()), static_cast<unsigned>(v.month()),
                                        static_cast<unsigned>(v.day()))} *
           nanoseconds_per_day;
  } else if constexpr (detail::time_point<T>) {
    const std::int64_t ns =
        detail::to_nanoseconds<typename T::period>(static_cast<std::int64_t>(v.time_since_epoch().count()));
    if constexpr (Kind == kind::date)
      return day_of(ns);
    else
      return ns;
  } else {
    return detail::to_nanoseconds<typename T::period>(static_cast<std::int64_t>(v.count()));
  }
}

// The user's value from a column's: dates from days, the rest from nanoseconds.
template <class T>
constexpr T to_chrono(std::int32_t days) {
  if constexpr (detail::calendar_date<T>) {
    const civil_date c = civil_from_days(days);
    return T{decltype(T{}.year()){c.year}, decltype(T{}.month()){c.month}, decltype(T{}.day()){c.day}};
  } else {
    return T{typename T::duration{
        static_cast<typename T::rep>(detail::from_nanoseconds<typename T::period>(days * nanoseconds_per_day))}};
  }
}
template <class T>
constexpr T to_chrono(std::int64_t ns) {
  if constexpr (detail::calendar_date<T>)
    return to_chrono<T>(day_of(ns));
  else if constexpr (detail::time_point<T>)
    return T{typename T::duration{static_cast<typename T::rep>(detail::from_nanoseconds<typename T::period>(ns))}};
  else
    return T{static_cast<typename T::rep>(detail::from_nanoseconds<typename T::period>(ns))};
}

}  // namespace bodo::rt
