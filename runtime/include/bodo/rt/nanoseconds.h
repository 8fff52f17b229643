#pragma once
// Durations and timestamps as constants of emitted code: nanoseconds.
#include <cstdint>

#include "bodo/rt/dates.h"

namespace bodo::rt {

constexpr std::int64_t microseconds(std::int64_t n) { return n * 1'000; }
constexpr std::int64_t milliseconds(std::int64_t n) { return n * 1'000'000; }
constexpr std::int64_t seconds(std::int64_t n) { return n * nanoseconds_per_second; }
constexpr std::int64_t minutes(std::int64_t n) { return n * 60 * nanoseconds_per_second; }
constexpr std::int64_t hours(std::int64_t n) { return n * 3600 * nanoseconds_per_second; }
constexpr std::int64_t days(std::int64_t n) { return n * nanoseconds_per_day; }

// A time of a day; the day itself may begin before the first timestamp.
//     rt::time_from_civil(2024, 5, 31, rt::minutes(90))
constexpr std::int64_t time_from_civil(std::int32_t year, std::uint32_t month, std::uint32_t day,
                                       std::int64_t time_of_day = 0) {
  const auto midnight = static_cast<std::uint64_t>(days_from_civil(year, month, day)) * nanoseconds_per_day;
  return static_cast<std::int64_t>(midnight + static_cast<std::uint64_t>(time_of_day));
}

}  // namespace bodo::rt
