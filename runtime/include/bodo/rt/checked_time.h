#pragma once
// Arithmetic on timestamps and durations in 64 bits of nanoseconds: a result beyond them is an error at the user's
// line. Dates have years from -32767 to 32767, and are compared with timestamps without a conversion.
#include <cstdint>
#include <optional>

#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

[[noreturn]] void date_beyond_nanoseconds(const site& at, std::int32_t days);
[[noreturn]] void days_beyond_nanoseconds(const site& at, std::int64_t days);
[[noreturn]] void time_beyond_nanoseconds(const site& at, std::int64_t ns, const char* sign, std::int64_t duration);
[[noreturn]] void difference_beyond_nanoseconds(const site& at, std::int64_t a, std::int64_t b);
[[noreturn]] void difference_beyond_nanoseconds(const site& at, std::int32_t a, std::int32_t b);
[[noreturn]] void duration_beyond_nanoseconds(const site& at, std::int64_t a, const char* sign, std::int64_t b);
[[noreturn]] void duration_beyond_nanoseconds(const site& at, std::int64_t a, std::int64_t factor);

// The date `days` later or earlier; an error beyond the years of dates.
std::int32_t days_later(const site& at, std::int32_t date, std::int64_t days);
std::int32_t days_earlier(const site& at, std::int32_t date, std::int64_t days);
// A number of days as a duration.
inline std::int64_t whole_days(const site& at, std::int64_t days) {
  std::int64_t ns;
  if (__builtin_mul_overflow(days, nanoseconds_per_day, &ns)) days_beyond_nanoseconds(at, days);
  return ns;
}

// A date as the timestamp of its midnight.
inline std::int64_t midnight(const site& at, std::int32_t days) {
  std::int64_t ns;
  if (__builtin_mul_overflow(std::int64_t{days}, nanoseconds_per_day, &ns)) date_beyond_nanoseconds(at, days);
  return ns;
}

// Days and nanoseconds as nanoseconds: the time of a date. False if it is beyond 64 bits, which midnight alone may be.
constexpr bool time_on(std::int64_t days, std::int64_t time, std::int64_t& ns) {
  return !__builtin_add_overflow(static_cast<int128>(days) * nanoseconds_per_day, static_cast<int128>(time), &ns);
}
inline std::int64_t time_on(const site& at, std::int32_t days, std::int64_t time) {
  std::int64_t ns;
  if (!time_on(days, time, ns)) date_beyond_nanoseconds(at, days);
  return ns;
}

// The last multiple of `step` nanoseconds from `origin` that is not later; the first one that is not earlier; the
// nearest one, of two the even one.
std::int64_t floor_time(const site& at, std::int64_t ns, std::int64_t step, std::int64_t origin);
std::int64_t ceil_time(const site& at, std::int64_t ns, std::int64_t step, std::int64_t origin);
std::int64_t round_time(const site& at, std::int64_t ns, std::int64_t step, std::int64_t origin);

// A number of units since 1970 as a timestamp.
[[noreturn]] void epoch_beyond_nanoseconds(const site& at, std::int64_t units, std::int64_t unit);
inline std::int64_t time_of_epoch(const site& at, std::int64_t units, std::int64_t unit) {
  std::int64_t ns;
  if (__builtin_mul_overflow(units, unit, &ns)) epoch_beyond_nanoseconds(at, units, unit);
  return ns;
}
inline std::optional<std::int64_t> read_epoch(std::int64_t units, std::int64_t unit) {
  std::int64_t ns;
  return __builtin_mul_overflow(units, unit, &ns) ? std::nullopt : std::optional(ns);
}

// The number of dates or times from `begin` to `end`, both included, at this distance (not 0).
constexpr std::int64_t steps_until(std::int64_t begin, std::int64_t end, std::int64_t step) {
  return end < begin ? 0 : static_cast<std::int64_t>((static_cast<int128>(end) - begin) / step) + 1;
}
// The same in months from begin's day, clipped to the last day of each.
std::int64_t months_until(std::int32_t begin, std::int32_t end, std::int64_t months);
std::int64_t months_until(std::int64_t begin, std::int64_t end, std::int64_t months);

// Less than, equal to or greater than 0 if the timestamp is before, at or after the date's midnight: for all dates.
constexpr std::int8_t order_of(std::int64_t ns, std::int32_t days) {
  const int128 midnight = static_cast<int128>(days) * nanoseconds_per_day;
  return static_cast<std::int8_t>((ns > midnight) - (ns < midnight));
}

inline std::int64_t time_plus(const site& at, std::int64_t ns, std::int64_t duration) {
  std::int64_t sum;
  if (__builtin_add_overflow(ns, duration, &sum)) time_beyond_nanoseconds(at, ns, "+", duration);
  return sum;
}
inline std::int64_t time_minus(const site& at, std::int64_t ns, std::int64_t duration) {
  std::int64_t difference;
  if (__builtin_sub_overflow(ns, duration, &difference)) time_beyond_nanoseconds(at, ns, "-", duration);
  return difference;
}

// The duration from b to a.
inline std::int64_t time_difference(const site& at, std::int64_t a, std::int64_t b) {
  std::int64_t difference;
  if (__builtin_sub_overflow(a, b, &difference)) difference_beyond_nanoseconds(at, a, b);
  return difference;
}
inline std::int64_t date_difference(const site& at, std::int32_t a, std::int32_t b) {
  std::int64_t difference;
  if (__builtin_mul_overflow(std::int64_t{a} - b, nanoseconds_per_day, &difference))
    difference_beyond_nanoseconds(at, a, b);
  return difference;
}

inline std::int64_t duration_plus(const site& at, std::int64_t a, std::int64_t b) {
  std::int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) duration_beyond_nanoseconds(at, a, "+", b);
  return sum;
}
inline std::int64_t duration_minus(const site& at, std::int64_t a, std::int64_t b) {
  std::int64_t difference;
  if (__builtin_sub_overflow(a, b, &difference)) duration_beyond_nanoseconds(at, a, "-", b);
  return difference;
}
inline std::int64_t duration_times(const site& at, std::int64_t a, std::int64_t factor) {
  std::int64_t product;
  if (__builtin_mul_overflow(a, factor, &product)) duration_beyond_nanoseconds(at, a, factor);
  return product;
}
inline std::int64_t negated_duration(const site& at, std::int64_t a) { return duration_minus(at, 0, a); }
inline std::int64_t duration_without_sign(const site& at, std::int64_t a) {
  return a < 0 ? negated_duration(at, a) : a;
}

// A date some calendar months later or earlier; days that the month does not have become its last.
std::int32_t add_months(const site& at, std::int32_t days, std::int64_t months);
// The same for a timestamp; the time of day stays.
std::int64_t add_months_to_time(const site& at, std::int64_t ns, std::int64_t months);

}  // namespace bodo::rt
