// Operations on dates, times and durations, by their ids in Ops.def: each as its summary there says, for one row.
#include <fmt/format.h>

#include <array>

#include "check/operation.h"

namespace bodo::check {

namespace {

using std::chrono::year_month_day;

constexpr std::int64_t per_day = nanoseconds_per_day;

year_month_day calendar(std::int64_t days) { return {std::chrono::sys_days{std::chrono::days{days}}}; }
year_month_day day_of(const arguments& a) { return calendar(a.narrow(0)); }
std::int64_t days_of(year_month_day day) { return std::chrono::sys_days{day}.time_since_epoch().count(); }
std::int64_t floor_day(std::int64_t ns) { return static_cast<std::int64_t>(floor_quotient(ns, per_day)); }
value time_part(const arguments& a, std::int64_t unit, std::int64_t count) {
  return integer(floor_quotient(a.integer(0), unit) -
                 floor_quotient(floor_quotient(a.integer(0), unit), count) * count);
}
int weekday_of(std::int64_t days) {
  return static_cast<int>(std::chrono::weekday{std::chrono::sys_days{std::chrono::days{days}}}.iso_encoding()) - 1;
}
// The Thursday of the date's week decides about ISO's year.
year_month_day thursday_of(const arguments& a) { return calendar(a.narrow(0) - weekday_of(a.narrow(0)) + 3); }
std::int64_t day_of_year(year_month_day day) { return days_of(day) - days_of(day.year() / 1 / 1) + 1; }
value parsed_date(const arguments& a) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  if (std::sscanf(a.text(0).c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3)
    throw fails(fmt::format("\"{}\" is no date", a.text(0)));
  return integer(days_of(std::chrono::year(year) / month / day));
}

// The date is the first one of a period of some months of a year; the day after it is.
template <unsigned Months>
value begins(const arguments& a) {
  const year_month_day day = day_of(a);
  return integer(static_cast<unsigned>(day.day()) == 1 && (static_cast<unsigned>(day.month()) - 1) % Months == 0);
}
template <unsigned Months>
value ends(const arguments& a) {
  const year_month_day next = calendar(a.narrow(0) + 1);
  return integer(static_cast<unsigned>(next.day()) == 1 && (static_cast<unsigned>(next.month()) - 1) % Months == 0);
}

// The multiple of a step from an origin: of the number that `choose` makes of the last one that is not later, and of
// the rest.
template <class Choose>
value multiple(const arguments& a, Choose choose) {
  const int128 step = a.integer(1), origin = a.integer(2), from = a.integer(0) - origin;
  const int128 number = floor_quotient(from, step), time = choose(number, from - number * step, step) * step + origin;
  if (time != static_cast<std::int64_t>(time)) throw fails("the time is beyond 64 bits of nanoseconds");
  return integer(time);
}

std::string formatted(std::string_view format, std::int64_t days, std::int64_t ns) {
  static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
  static constexpr std::array weekdays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  const year_month_day date = calendar(days);
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month()), day = static_cast<unsigned>(date.day());
  const std::int64_t seconds = ns / 1'000'000'000, hour = seconds / 3600;
  std::string all;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      all += format[i];
      continue;
    }
    switch (const char directive = format[++i]) {
      case 'Y': all += fmt::format("{:04}", year); break;
      case 'y': all += fmt::format("{:02}", (year % 100 + 100) % 100); break;
      case 'm': all += fmt::format("{:02}", month); break;
      case 'd': all += fmt::format("{:02}", day); break;
      case 'e': all += fmt::format("{:2}", day); break;
      case 'j': all += fmt::format("{:03}", day_of_year(date)); break;
      case 'b':
      case 'h': all += std::string_view(months.at(month - 1)).substr(0, 3); break;
      case 'B': all += months.at(month - 1); break;
      case 'a': all += std::string_view(weekdays.at(static_cast<std::size_t>(weekday_of(days)))).substr(0, 3); break;
      case 'A': all += weekdays.at(static_cast<std::size_t>(weekday_of(days))); break;
      case 'H': all += fmt::format("{:02}", hour); break;
      case 'I': all += fmt::format("{:02}", hour % 12 == 0 ? 12 : hour % 12); break;
      case 'p': all += hour < 12 ? "AM" : "PM"; break;
      case 'M': all += fmt::format("{:02}", seconds / 60 % 60); break;
      case 'S': all += fmt::format("{:02}", seconds % 60); break;
      case 'f': all += fmt::format("{:06}", ns / 1000 % 1'000'000); break;
      case 'z': all += "+0000"; break;
      case 'F': all += formatted("%Y-%m-%d", days, ns); break;
      case 'T': all += formatted("%H:%M:%S", days, ns); break;
      case 'R': all += formatted("%H:%M", days, ns); break;
      case 'D': all += formatted("%m/%d/%y", days, ns); break;
      default: all += directive;
    }
  }
  return all;
}

}  // namespace

std::int64_t months_later(year_month_day day, std::int64_t months) {
  const year_month_day moved = day + std::chrono::months(months);
  return days_of(moved.ok() ? moved : year_month_day(moved.year() / moved.month() / std::chrono::last));
}

const operation_table& operations_of_times() {
  using A = const arguments&;
  static const operation_table all{
      {"midnight", [](A a) { return integer(a.integer(0) * per_day); }},
      {"parse_date", parsed_date},
      {"spell_date", [](A a) { return text(shown(a[0], date)); }},
      {"year", [](A a) { return integer(static_cast<int>(day_of(a).year())); }},
      {"month", [](A a) { return integer(static_cast<unsigned>(day_of(a).month())); }},
      {"day", [](A a) { return integer(static_cast<unsigned>(day_of(a).day())); }},
      {"dayofweek", [](A a) { return integer(weekday_of(a.narrow(0))); }},
      {"dayofyear", [](A a) { return integer(day_of_year(day_of(a))); }},
      {"quarter", [](A a) { return integer((static_cast<unsigned>(day_of(a).month()) + 2) / 3); }},
      {"hour", [](A a) { return time_part(a, 3'600'000'000'000, 24); }},
      {"minute", [](A a) { return time_part(a, 60'000'000'000, 60); }},
      {"second", [](A a) { return time_part(a, 1'000'000'000, 60); }},
      {"microsecond", [](A a) { return time_part(a, 1'000, 1'000'000); }},
      {"nanosecond", [](A a) { return time_part(a, 1, 1'000); }},
      {"date", [](A a) { return integer(floor_day(a.narrow(0))); }},
      {"week", [](A a) { return integer((day_of_year(thursday_of(a)) + 6) / 7); }},
      {"isoyear", [](A a) { return integer(static_cast<int>(thursday_of(a).year())); }},
      {"days_in_month",
       [](A a) {
         const year_month_day d = day_of(a);
         return integer(static_cast<unsigned>((d.year() / d.month() / std::chrono::last).day()));
       }},
      {"is_leap_year", [](A a) { return integer(day_of(a).year().is_leap()); }},
      {"is_month_start", begins<1>},
      {"is_month_end", ends<1>},
      {"is_quarter_start", begins<3>},
      {"is_quarter_end", ends<3>},
      {"is_year_start", begins<12>},
      {"is_year_end", ends<12>},
      {"total_seconds", [](A a) { return real(static_cast<double>(a.integer(0)) / 1e9); }},
      {"duration_days", [](A a) { return integer(floor_day(a.narrow(0))); }},
      {"add_months", [](A a) { return integer(months_later(day_of(a), a.narrow(1))); }},
      {"add_months_to_time",
       [](A a) {
         const std::int64_t day = floor_day(a.narrow(0));
         return integer(int128{months_later(calendar(day), a.narrow(1))} * per_day + a.narrow(0) - day * per_day);
       }},
      {"days", [](A a) { return integer(a.integer(0) * per_day); }},
      {"date_difference", [](A a) { return integer((a.integer(0) - a.integer(1)) * per_day); }},
      {"order_of",
       [](A a) {
         const int128 midnight = a.integer(1) * per_day;
         return integer(a.integer(0) < midnight ? -1 : a.integer(0) > midnight ? 1 : 0);
       }},
      {"floor_time", [](A a) { return multiple(a, [](int128 n, int128, int128) { return n; }); }},
      {"ceil_time",
       [](A a) { return multiple(a, [](int128 n, int128 rest, int128) { return n + (rest == 0 ? 0 : 1); }); }},
      {"round_time",
       [](A a) {
         return multiple(a, [](int128 n, int128 rest, int128 step) {
           return n + (2 * rest > step || (2 * rest == step && n % 2 != 0) ? 1 : 0);
         });
       }},
      {"floor_days",
       [](A a) {
         return integer(floor_quotient(a.integer(0) - a.integer(2), a.integer(1)) * a.integer(1) + a.integer(2));
       }},
      {"floor_months",
       [](A a) {
         const year_month_day d = day_of(a);
         const int128 months = int128{static_cast<int>(d.year())} * 12 + static_cast<unsigned>(d.month()) - 1;
         const auto first = static_cast<std::int64_t>(floor_quotient(months, a.integer(1)) * a.integer(1));
         return integer(months_later(std::chrono::year(0) / 1 / 1, first));
       }},
      {"format_date", [](A a) { return text(formatted(a.text(1), a.narrow(0), 0)); }},
      {"format_time",
       [](A a) {
         const std::int64_t day = floor_day(a.narrow(0));
         return text(formatted(a.text(1), day, static_cast<std::int64_t>(a.integer(0) - int128{day} * per_day)));
       }},
  };
  return all;
}

}  // namespace bodo::check
