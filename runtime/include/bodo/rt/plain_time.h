#pragma once
// Arithmetic on single dates, times and durations of <chrono>'s types, whose results and limits are those of columns:
// times in nanoseconds, dates in days, months of the calendar. R is the type of the result: sys_days, sys_time of
// nanoseconds, or nanoseconds.
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "bodo/rt/checked_time.h"
#include "bodo/rt/chrono.h"

namespace bodo::rt {

namespace detail {

template <class T>
concept plain_duration = requires(const T& t) { t.count(), T::period::num; };
template <class T>
concept plain_date = calendar_date<T> || (time_point<T> && T::period::num >= 86'400);
// <chrono>'s months and years: durations that are multiples of its average month, in seconds
inline constexpr std::int64_t average_month = 2'629'746;
template <class T>
concept calendar_months = plain_duration<T> && T::period::den == 1 && T::period::num % average_month == 0;

// A date or time a duration later (sign 1) or earlier (-1).
template <class R, class A, class B>
R moved(const site& at, const A& a, const B& b, int sign) {
  if constexpr (calendar_months<B>) {
    const std::int64_t months = sign * static_cast<std::int64_t>(b.count()) * (B::period::num / average_month);
    if constexpr (plain_date<R>)
      return to_chrono<R>(add_months(at, from_chrono<kind::date>(a, at), months), at);
    else
      return to_chrono<R>(add_months_to_time(at, from_chrono<kind::timestamp>(a, at), months), at);
  } else if constexpr (plain_date<R>) {
    const std::int64_t days = static_cast<std::int64_t>(b.count()) * (B::period::num / 86'400);
    const std::int32_t date = from_chrono<kind::date>(a, at);
    return to_chrono<R>(sign > 0 ? days_later(at, date, days) : days_earlier(at, date, days), at);
  } else {
    const std::int64_t ns = from_chrono<kind::timestamp>(a, at), by = from_chrono<kind::duration>(b, at);
    return to_chrono<R>(sign > 0 ? time_plus(at, ns, by) : time_minus(at, ns, by), at);
  }
}

}  // namespace detail

template <class R, class A, class B>
R time_sum(const site& at, const A& a, const B& b) {
  if constexpr (detail::plain_duration<R>)
    return R{duration_plus(at, from_chrono<kind::duration>(a, at), from_chrono<kind::duration>(b, at))};
  else if constexpr (detail::plain_duration<A>)
    return detail::moved<R>(at, b, a, 1);
  else
    return detail::moved<R>(at, a, b, 1);
}

template <class R, class A, class B>
R time_change(const site& at, const A& a, const B& b) {
  if constexpr (!detail::plain_duration<R>)
    return detail::moved<R>(at, a, b, -1);
  else if constexpr (detail::plain_duration<A>)
    return R{duration_minus(at, from_chrono<kind::duration>(a, at), from_chrono<kind::duration>(b, at))};
  else if constexpr (detail::plain_date<A> && detail::plain_date<B>)
    return R{date_difference(at, from_chrono<kind::date>(a, at), from_chrono<kind::date>(b, at))};
  else
    return R{time_difference(at, from_chrono<kind::timestamp>(a, at), from_chrono<kind::timestamp>(b, at))};
}

template <class R, class A, class B>
R time_product(const site& at, const A& a, const B& b) {
  if constexpr (std::integral<A>)
    return time_product<R>(at, b, a);
  else
    return R{duration_times(at, from_chrono<kind::duration>(a, at), static_cast<std::int64_t>(b))};
}

// The quotient of two durations.
template <class R, class A, class B>
R time_ratio(const site& at, const A& a, const B& b) {
  return static_cast<R>(from_chrono<kind::duration>(a, at)) / static_cast<R>(from_chrono<kind::duration>(b, at));
}

}  // namespace bodo::rt
