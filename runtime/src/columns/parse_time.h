#pragma once
// Pieces of dates and times in text: each reads and removes its piece at the front, and returns whether it was there.
#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "bodo/rt/dates.h"
#include "bodo/rt/error.h"
#include "job/rows_at_hand.h"

namespace bodo::rt {

// n digits.
inline bool digits(std::string_view& s, std::size_t n, std::int32_t& out) {
  if (s.size() < n) return false;
  out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] < '0' || s[i] > '9') return false;
    out = out * 10 + (s[i] - '0');
  }
  s.remove_prefix(n);
  return true;
}

inline bool eat(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

// One to nine digits after a point, as nanoseconds.
inline bool fraction_at_front(std::string_view& s, std::int64_t& ns) {
  std::int64_t unit = nanoseconds_per_second / 10;
  std::size_t n = 0;
  ns = 0;
  for (; n < 9 && n < s.size() && s[n] >= '0' && s[n] <= '9'; ++n, unit /= 10) ns += (s[n] - '0') * unit;
  s.remove_prefix(n);
  return n > 0;
}

// A year, month and day of the calendar as days.
inline bool day_of_calendar(std::int32_t year, std::int32_t month, std::int32_t day, std::int32_t& days) {
  if (month < 1 || month > 12 || day < 1) return false;
  days = days_from_civil(year, static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day));
  const civil_date back = civil_from_days(days);
  return back.month == static_cast<std::uint32_t>(month) && back.day == static_cast<std::uint32_t>(day);
}

inline bool date_at_front(std::string_view& s, std::int32_t& days) {
  std::int32_t year, month, day;
  return digits(s, 4, year) && eat(s, '-') && digits(s, 2, month) && eat(s, '-') && digits(s, 2, day) &&
         day_of_calendar(year, month, day, days);
}

// At the end of a text: whatever is before it, it is no number.
inline constexpr char no_number = '\x01';

// An error for text that is not of the expected form.
[[noreturn]] inline void unreadable(const site& at, std::string_view s, std::string_view what) {
  if (s.ends_with(no_number)) s.remove_suffix(1);
  constexpr std::size_t shown = 60;
  fail(at,
       fmt::format("{}\"{}{}\" is not {}", place_at_hand(s), s.substr(0, shown), s.size() > shown ? "..." : "", what));
}

}  // namespace bodo::rt
