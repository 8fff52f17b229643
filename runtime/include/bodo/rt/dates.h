#pragma once
// Parts of dates and timestamps, for emitted row expressions: dates are days since 1970-01-01, timestamps nanoseconds
// since then, both of the proleptic Gregorian calendar without leap seconds or time zones. No branches, so that loops
// over them vectorise as far as the machine can.
#include <cstdint>

namespace bodo::rt {

inline constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
inline constexpr std::int64_t nanoseconds_per_day = 86'400 * nanoseconds_per_second;

// The day of a timestamp, and the nanoseconds since its midnight.
constexpr std::int32_t day_of(std::int64_t ns) {
  const std::int64_t q = ns / nanoseconds_per_day;
  return static_cast<std::int32_t>(q - (ns < q * nanoseconds_per_day));
}
constexpr std::int64_t time_of_day(std::int64_t ns) {
  const std::int64_t rest = ns % nanoseconds_per_day;
  return rest + (rest < 0 ? nanoseconds_per_day : 0);
}

struct civil_date {
  std::int32_t year;
  std::uint32_t month;  // 1 to 12
  std::uint32_t day;    // 1 to 31
};

// Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022). Valid for about
// a million years around 1970.
constexpr civil_date civil_from_days(std::int32_t days) {
  constexpr std::uint32_t eras = 3670;  // of 400 years, added to stay positive
  const std::uint32_t n = static_cast<std::uint32_t>(days) + 719468 + 146097 * eras;
  const std::uint32_t n1 = 4 * n + 3;
  const std::uint32_t century = n1 / 146097;
  const std::uint32_t n2 = n1 % 146097 | 3;
  const std::uint64_t p2 = std::uint64_t{2939745} * n2;
  const auto year_of_century = static_cast<std::uint32_t>(p2 >> 32);
  const std::uint32_t day_of_year = static_cast<std::uint32_t>(p2) / 2939745 / 4;  // from 1 March
  const std::uint32_t n3 = 2141 * day_of_year + 197913;
  const std::uint32_t next = day_of_year >= 306;  // January and February belong to the next year
  return {static_cast<std::int32_t>(100 * century + year_of_century + next - 400 * eras), (n3 >> 16) - 12 * next,
          (n3 & 0xffff) / 2141 + 1};
}

constexpr std::int32_t days_from_civil(std::int32_t year, std::uint32_t month, std::uint32_t day) {
  constexpr std::uint32_t eras = 3670;
  const std::uint32_t early = month <= 2;
  const std::uint32_t y = static_cast<std::uint32_t>(year) + 400 * eras - early;
  const std::uint32_t m = month + 12 * early;
  const std::uint32_t century = y / 100;
  return static_cast<std::int32_t>(1461 * y / 4 - century + century / 4 + (979 * m - 2919) / 32 + day - 1 - 719468 -
                                   146097 * eras);
}

// The range of dates, as in <chrono>.
inline constexpr std::int32_t most_years = 32767;
inline constexpr std::int32_t first_date = days_from_civil(-most_years, 1, 1);
inline constexpr std::int32_t last_date = days_from_civil(most_years, 12, 31);

// Parts of a date (days).
constexpr std::int32_t year(std::int32_t days) { return civil_from_days(days).year; }
constexpr std::int32_t month(std::int32_t days) { return static_cast<std::int32_t>(civil_from_days(days).month); }
constexpr std::int32_t day(std::int32_t days) { return static_cast<std::int32_t>(civil_from_days(days).day); }
constexpr std::int32_t quarter(std::int32_t days) { return (month(days) + 2) / 3; }
constexpr std::int32_t dayofyear(std::int32_t days) { return days - days_from_civil(year(days), 1, 1) + 1; }
// Monday is 0. (1970-01-01 was a Thursday.)
constexpr std::int32_t dayofweek(std::int32_t days) {
  return static_cast<std::int32_t>((static_cast<std::int64_t>(days) + 3 + std::int64_t{7} * 400'000'000) % 7);
}
// ISO 8601's week, from 1, which belongs to the year of its Thursday.
constexpr std::int32_t thursday_of_week(std::int32_t days) { return days - dayofweek(days) + 3; }
constexpr std::int32_t week(std::int32_t days) { return (dayofyear(thursday_of_week(days)) - 1) / 7 + 1; }
constexpr std::int32_t isoyear(std::int32_t days) { return year(thursday_of_week(days)); }

constexpr bool is_leap_year(std::int32_t days) {
  const std::int32_t y = year(days);
  return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}
constexpr bool is_month_start(std::int32_t days) { return day(days) == 1; }
constexpr bool is_month_end(std::int32_t days) { return day(days + 1) == 1; }
constexpr bool is_quarter_start(std::int32_t days) { return is_month_start(days) && month(days) % 3 == 1; }
constexpr bool is_quarter_end(std::int32_t days) { return is_quarter_start(days + 1); }
constexpr bool is_year_start(std::int32_t days) { return dayofyear(days) == 1; }
constexpr bool is_year_end(std::int32_t days) { return is_year_start(days + 1); }

// The first day of the period of n months that holds the day; periods are counted from January of the year 0.
constexpr std::int32_t floor_months(std::int32_t days, std::int32_t n) {
  const civil_date c = civil_from_days(days);
  const std::int32_t months = c.year * 12 + static_cast<std::int32_t>(c.month) - 1;
  const std::int32_t first = months - ((months % n) + n) % n;
  const std::int32_t in_year = ((first % 12) + 12) % 12;
  return days_from_civil((first - in_year) / 12, static_cast<std::uint32_t>(in_year) + 1, 1);
}
// The first day of the period of n days that holds the day; a period begins at `origin`.
constexpr std::int32_t floor_days(std::int32_t days, std::int32_t n, std::int32_t origin) {
  return days - (((days - origin) % n) + n) % n;
}
constexpr std::int32_t days_in_month(std::int32_t days) {
  const std::int32_t first = floor_months(days, 1);
  return floor_months(first + 31, 1) - first;
}

// Parts of a timestamp (nanoseconds).
constexpr std::int32_t year(std::int64_t ns) { return year(day_of(ns)); }
constexpr std::int32_t month(std::int64_t ns) { return month(day_of(ns)); }
constexpr std::int32_t day(std::int64_t ns) { return day(day_of(ns)); }
constexpr std::int32_t quarter(std::int64_t ns) { return quarter(day_of(ns)); }
constexpr std::int32_t dayofyear(std::int64_t ns) { return dayofyear(day_of(ns)); }
constexpr std::int32_t dayofweek(std::int64_t ns) { return dayofweek(day_of(ns)); }
constexpr std::int32_t date(std::int64_t ns) { return day_of(ns); }
constexpr std::int32_t hour(std::int64_t ns) {
  return static_cast<std::int32_t>(time_of_day(ns) / (3600 * nanoseconds_per_second));
}
constexpr std::int32_t minute(std::int64_t ns) {
  return static_cast<std::int32_t>(time_of_day(ns) / (60 * nanoseconds_per_second) % 60);
}
constexpr std::int32_t second(std::int64_t ns) {
  return static_cast<std::int32_t>(time_of_day(ns) / nanoseconds_per_second % 60);
}
// The fraction of the second: its microseconds, and the nanoseconds of the microsecond.
constexpr std::int32_t microsecond(std::int64_t ns) {
  return static_cast<std::int32_t>(time_of_day(ns) % nanoseconds_per_second / 1000);
}
constexpr std::int32_t nanosecond(std::int64_t ns) { return static_cast<std::int32_t>(time_of_day(ns) % 1000); }

// A duration.
constexpr double total_seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

}  // namespace bodo::rt
