#include "bodo/rt/checked_time.h"

#include <fmt/format.h>

#include <limits>
#include <string>

#include "bodo/rt/chrono.h"
#include "bodo/rt/error.h"
#include "bodo/rt/math.h"
#include "columns/value_text.h"

namespace bodo::rt {
namespace {

[[noreturn]] void beyond(const site& at, const std::string& what) {
  fail(at, fmt::format("{} is beyond what 64 bits of nanoseconds hold: times from 1677-09-21 00:12:43 to 2262-04-11 "
                       "23:47:16, durations of up to 106751 days",
                       what));
}

}  // namespace

void date_beyond_nanoseconds(const site& at, std::int32_t days) { beyond(at, date_text(days) + " as a timestamp"); }
void epoch_beyond_nanoseconds(const site& at, std::int64_t units, std::int64_t unit) {
  beyond(at, fmt::format("{} times {} ns since 1970", units, unit));
}
void days_beyond_nanoseconds(const site& at, std::int64_t days) { beyond(at, fmt::format("{} days", days)); }
void time_beyond_nanoseconds(const site& at, std::int64_t ns, const char* sign, std::int64_t duration) {
  beyond(at, fmt::format("{} {} {}", timestamp_text(ns), sign, duration_text(duration)));
}
void difference_beyond_nanoseconds(const site& at, std::int64_t a, std::int64_t b) {
  beyond(at, fmt::format("{} - {}", timestamp_text(a), timestamp_text(b)));
}
void difference_beyond_nanoseconds(const site& at, std::int32_t a, std::int32_t b) {
  beyond(at, fmt::format("{} - {}", date_text(a), date_text(b)));
}
void duration_beyond_nanoseconds(const site& at, std::int64_t a, const char* sign, std::int64_t b) {
  beyond(at, a == 0 ? fmt::format("{}({})", sign, duration_text(b))
                    : fmt::format("{} {} {}", duration_text(a), sign, duration_text(b)));
}
void duration_beyond_nanoseconds(const site& at, std::int64_t a, std::int64_t factor) {
  beyond(at, fmt::format("{} * {}", duration_text(a), factor));
}

void beyond_column(const site& at, kind of) {
  if (of == kind::date)
    fail(at, fmt::format("this date is beyond the years -{} to {}, which columns hold", most_years, most_years));
  beyond(at, of == kind::timestamp ? "this time" : "this duration");
}
void beyond_users_type(const site& at, std::int32_t days) {
  fail(at, fmt::format("{} is beyond what the C++ type that takes it holds: std::chrono::sys_days holds all dates, 64 "
                       "bits of nanoseconds those from 1677-09-22 to 2262-04-11",
                       date_text(days)));
}
void beyond_users_type(const site& at, kind of, std::int64_t ns) {
  const bool time = of == kind::timestamp;
  fail(at, fmt::format("{} is beyond what the C++ type that takes it holds: {} holds all {}",
                       time ? timestamp_text(ns) : duration_text(ns),
                       time ? "std::chrono::sys_time<std::chrono::nanoseconds>" : "std::chrono::nanoseconds",
                       time ? "times" : "durations"));
}

std::int32_t days_earlier(const site& at, std::int32_t date, std::int64_t days) {
  // numbers beyond 64 bits are beyond all dates
  return days_later(at, date, days == std::numeric_limits<std::int64_t>::min() ? -(days + 1) : -days);
}
std::int32_t days_later(const site& at, std::int32_t date, std::int64_t days) {
  std::int64_t sum;
  if (__builtin_add_overflow(days, std::int64_t{date}, &sum) || sum < first_date || sum > last_date)
    fail(at,
         fmt::format("{} and {} days is beyond the years -{} to {}", date_text(date), days, most_years, most_years));
  return static_cast<std::int32_t>(sum);
}

namespace {

// Within the years of dates.
std::int32_t months_later(std::int32_t days, std::int64_t months) {
  const civil_date d = civil_from_days(days);
  const std::int64_t count = std::int64_t{d.year} * 12 + static_cast<std::int64_t>(d.month) - 1 + months;
  const auto y = static_cast<std::int32_t>(floor_div(count, std::int64_t{12}));
  const auto month = static_cast<std::uint32_t>(floor_mod(count, std::int64_t{12})) + 1;
  const std::int32_t first = days_from_civil(y, month, 1);
  const std::int32_t next = month == 12 ? days_from_civil(y + 1, 1, 1) : days_from_civil(y, month + 1, 1);
  const auto last = static_cast<std::uint32_t>(next - first);
  return first + static_cast<std::int32_t>(d.day < last ? d.day : last) - 1;
}

}  // namespace

std::int32_t add_months(const site& at, std::int32_t days, std::int64_t months) {
  const civil_date d = civil_from_days(days);
  std::int64_t count = std::int64_t{d.year} * 12 + static_cast<std::int64_t>(d.month) - 1;
  const bool far = __builtin_add_overflow(count, months, &count);
  const std::int64_t year = floor_div(count, std::int64_t{12});
  if (far || year > most_years || year < -most_years)
    fail(at, fmt::format("{} and {} months is beyond the years -{} to {}", date_text(days), months, most_years,
                         most_years));
  return months_later(days, months);
}

std::int64_t months_until(std::int64_t begin, std::int64_t end, std::int64_t months) {
  if (end < begin) return 0;
  const civil_date from = civil_from_days(day_of(begin)), to = civil_from_days(day_of(end));
  const std::int64_t all = (std::int64_t{to.year} - from.year) * 12 + to.month - from.month;
  // the last of them may be later in its month than the end
  const std::int64_t last = all / months;
  const std::int32_t day = months_later(day_of(begin), last * months);
  const bool beyond = day > day_of(end) || (day == day_of(end) && time_of_day(begin) > time_of_day(end));
  return last + (beyond ? 0 : 1);
}

std::int64_t months_until(std::int32_t begin, std::int32_t end, std::int64_t months) {
  if (end < begin) return 0;
  const civil_date from = civil_from_days(begin), to = civil_from_days(end);
  const std::int64_t last = ((std::int64_t{to.year} - from.year) * 12 + to.month - from.month) / months;
  return last + (months_later(begin, last * months) > end ? 0 : 1);
}

std::int64_t add_months_to_time(const site& at, std::int64_t ns, std::int64_t months) {
  return time_on(at, add_months(at, day_of(ns), months), time_of_day(ns));
}

namespace {

// Multiples of `step` from `origin`: the number of the last one that is not later, and how much later the time is.
struct multiple {
  std::int64_t number, rest;
};
multiple multiple_of(std::int64_t ns, std::int64_t step, std::int64_t origin) {
  const int128 from = static_cast<int128>(ns) - origin;
  const int128 number = from / step - (from % step < 0);
  return {static_cast<std::int64_t>(number), static_cast<std::int64_t>(from - number * step)};
}

std::int64_t time_of_multiple(const site& at, int128 number, std::int64_t step, std::int64_t origin) {
  const int128 ns = number * step + origin;
  if (ns != static_cast<std::int64_t>(ns)) beyond_column(at, kind::timestamp);
  return static_cast<std::int64_t>(ns);
}

}  // namespace

std::int64_t floor_time(const site& at, std::int64_t ns, std::int64_t step, std::int64_t origin) {
  return time_of_multiple(at, multiple_of(ns, step, origin).number, step, origin);
}
std::int64_t ceil_time(const site& at, std::int64_t ns, std::int64_t step, std::int64_t origin) {
  const multiple m = multiple_of(ns, step, origin);
  return time_of_multiple(at, static_cast<int128>(m.number) + (m.rest != 0), step, origin);
}
std::int64_t round_time(const site& at, std::int64_t ns, std::int64_t step, std::int64_t origin) {
  const multiple m = multiple_of(ns, step, origin);
  const std::int64_t other = step - m.rest;
  const bool later = m.rest > other || (m.rest == other && m.number % 2 != 0);
  return time_of_multiple(at, static_cast<int128>(m.number) + later, step, origin);
}

}  // namespace bodo::rt
