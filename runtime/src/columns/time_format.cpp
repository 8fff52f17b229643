#include "bodo/rt/time_format.h"

#include <fmt/format.h>

#include <array>

#include "bodo/rt/checked_time.h"
#include "bodo/rt/memory.h"
#include "columns/code_points.h"
#include "columns/parse_time.h"

namespace bodo::rt {

namespace {

// The parts of a date or time that a text has.
struct said {
  std::int32_t year = 1900, month = 1, day = 1, day_of_year = 0;
  std::int32_t hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  int half = -1;  // of the day: 0 before noon, 1 after it
  bool twelve = false;
  std::int32_t minutes_east = 0;
};

constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                      "friday", "saturday", "sunday"};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool word(std::string_view& s, std::string_view name) {
  if (s.size() < name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (lower(s[i]) != name[i]) return false;
  s.remove_prefix(name.size());
  return true;
}

// The number of the name at the front, from 0: whole, or its first three letters.
template <std::size_t N>
bool name(std::string_view& s, const std::array<std::string_view, N>& names, std::int32_t& out) {
  for (std::size_t i = 0; i < N; ++i)
    if (word(s, names[i]) || word(s, names[i].substr(0, 3))) return out = static_cast<std::int32_t>(i), true;
  return false;
}

// A number of up to `most` digits in a range.
bool number(std::string_view& s, std::size_t most, std::int32_t low, std::int32_t high, std::int32_t& out) {
  std::size_t n = 0;
  out = 0;
  for (; n < most && n < s.size() && s[n] >= '0' && s[n] <= '9'; ++n) out = out * 10 + (s[n] - '0');
  s.remove_prefix(n);
  return n > 0 && out >= low && out <= high;
}

bool zone(std::string_view& s, std::int32_t& minutes_east) {
  if (word(s, "z")) return true;
  const bool west = !s.empty() && s[0] == '-';
  std::int32_t hours, minutes = 0;
  if (!(eat(s, '-') || eat(s, '+')) || !digits(s, 2, hours)) return false;
  const bool colon = eat(s, ':');
  const bool more = !s.empty() && s[0] >= '0' && s[0] <= '9';
  if ((colon || more) && !digits(s, 2, minutes)) return false;
  minutes_east = (west ? -1 : 1) * (hours * 60 + minutes);
  return hours < 24 && minutes < 60;
}

bool read_by(std::string_view& s, std::string_view format, said& out);

bool directive(std::string_view& s, char c, said& out) {
  std::int32_t ignored;
  switch (c) {
    case 'Y': return digits(s, 4, out.year);
    case 'y':
      if (!digits(s, 2, out.year)) return false;
      out.year += out.year < 69 ? 2000 : 1900;
      return true;
    case 'm': return number(s, 2, 1, 12, out.month);
    case 'e': eat(s, ' '); [[fallthrough]];
    case 'd': return number(s, 2, 1, 31, out.day);
    case 'j': return number(s, 3, 1, 366, out.day_of_year);
    case 'b':
    case 'h':
    case 'B':
      if (!name(s, months, out.month)) return false;
      ++out.month;
      return true;
    case 'a':
    case 'A': return name(s, weekdays, ignored);
    case 'H': return number(s, 2, 0, 23, out.hour);
    case 'I': return out.twelve = true, number(s, 2, 1, 12, out.hour);
    case 'p': out.half = word(s, "am") ? 0 : word(s, "pm") ? 1 : -1; return out.half >= 0;
    case 'M': return number(s, 2, 0, 59, out.minute);
    case 'S': return number(s, 2, 0, 59, out.second);
    case 'f': return fraction_at_front(s, out.fraction);
    case 'z': return zone(s, out.minutes_east);
    case 'F': return read_by(s, "%Y-%m-%d", out);
    case 'T': return read_by(s, "%H:%M:%S", out);
    case 'R': return read_by(s, "%H:%M", out);
    case 'D': return read_by(s, "%m/%d/%y", out);
    default: return eat(s, c);
  }
}

bool read_by(std::string_view& s, std::string_view format, said& out) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (is_space(format[i])) {
      while (!s.empty() && is_space(s[0])) s.remove_prefix(1);
    } else if (format[i] == '%' && i + 1 < format.size()) {
      if (!directive(s, format[++i], out)) return false;
    } else if (!eat(s, format[i])) {
      return false;
    }
  }
  return true;
}

// The day, and the nanoseconds from its beginning, in UTC.
bool time_in(std::string_view s, const time_format& format, std::int32_t& days, std::int64_t& time) {
  said all;
  if (!read_by(s, format.text(), all) || !s.empty()) return false;
  if (!day_of_calendar(all.year, all.month, all.day, days)) return false;
  if (all.day_of_year != 0) {
    days = days_from_civil(all.year, 1, 1) + all.day_of_year - 1;
    if (year(days) != all.year) return false;
  }
  if (all.twelve) all.hour = all.hour % 12 + (all.half == 1 ? 12 : 0);
  time = (std::int64_t{all.hour} * 3600 + all.minute * 60 + all.second - std::int64_t{all.minutes_east} * 60) *
             nanoseconds_per_second +
         all.fraction;
  return true;
}

char* put_capital(char* to, std::string_view name) {
  *to = static_cast<char>(name[0] - 32);
  return put(to + 1, name.substr(1));
}
// A number of at most this many digits, with zeros at the front.
template <int Digits>
char* put_number(char* to, std::int64_t number) {
  for (int i = Digits; i-- > 0; number /= 10) to[i] = static_cast<char>('0' + number % 10);
  return to + Digits;
}
char* put_year(char* to, std::int32_t year) {
  return year >= 0 && year < 10'000 ? put_number<4>(to, year) : fmt::format_to(to, "{:04}", year);
}

// The longest that a character of a format becomes is half of %F: 14 characters, of a year with seven digits and a
// sign.
constexpr std::size_t most_written = 7;

// The day and the nanoseconds from its beginning as text.
char* write_by(char* to, std::string_view format, std::int32_t days, std::int64_t time) {
  const civil_date c = civil_from_days(days);
  const std::int64_t second = time / nanoseconds_per_second, hour = second / 3600;
  const std::string_view month = months[c.month - 1];
  const auto weekday = [&] { return weekdays[static_cast<std::size_t>(dayofweek(days))]; };
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      *to++ = format[i];
      continue;
    }
    switch (const char d = format[++i]) {
      case 'Y': to = put_year(to, c.year); break;
      case 'y': to = put_number<2>(to, (c.year % 100 + 100) % 100); break;
      case 'm': to = put_number<2>(to, c.month); break;
      case 'd': to = put_number<2>(to, c.day); break;
      case 'e':
        to = put_number<2>(to, c.day);
        if (c.day < 10) to[-2] = ' ';
        break;
      case 'j': to = put_number<3>(to, dayofyear(days)); break;
      case 'b':
      case 'h': to = put_capital(to, month.substr(0, 3)); break;
      case 'B': to = put_capital(to, month); break;
      case 'a': to = put_capital(to, weekday().substr(0, 3)); break;
      case 'A': to = put_capital(to, weekday()); break;
      case 'H': to = put_number<2>(to, hour); break;
      case 'I': to = put_number<2>(to, (hour + 11) % 12 + 1); break;
      case 'p': to = put(to, hour < 12 ? "AM" : "PM"); break;
      case 'M': to = put_number<2>(to, second / 60 % 60); break;
      case 'S': to = put_number<2>(to, second % 60); break;
      case 'f': to = put_number<6>(to, time % nanoseconds_per_second / 1000); break;
      case 'z': to = put(to, "+0000"); break;
      case 'F': to = write_by(to, "%Y-%m-%d", days, time); break;
      case 'T': to = write_by(to, "%H:%M:%S", days, time); break;
      case 'R': to = write_by(to, "%H:%M", days, time); break;
      case 'D': to = write_by(to, "%m/%d/%y", days, time); break;
      default: *to++ = d;
    }
  }
  return to;
}

text written(std::int32_t days, std::int64_t time, const time_format& format, text_arena& arena) {
  return made_up_to(most_written * format.text().size(), arena,
                    [&](char* to) { return write_by(to, format.text(), days, time); });
}

[[noreturn]] void of_another_format(const site& at, std::string_view s, const time_format& format) {
  unreadable(at, s, fmt::format("of the format \"{}\"", format.text()));
}

}  // namespace

std::optional<std::int32_t> read_date(std::string_view s, const time_format& format) {
  std::int32_t days;
  std::int64_t time;
  return time_in(s, format, days, time) ? std::optional(days) : std::nullopt;
}
std::int32_t parse_date(const site& at, std::string_view s, const time_format& format) {
  const std::optional<std::int32_t> days = read_date(s, format);
  if (!days) of_another_format(at, s, format);
  return *days;
}

std::optional<std::int64_t> read_time(std::string_view s, const time_format& format) {
  std::int32_t days;
  std::int64_t time, ns;
  return time_in(s, format, days, time) && time_on(days, time, ns) ? std::optional(ns) : std::nullopt;
}
std::int64_t parse_time(const site& at, std::string_view s, const time_format& format) {
  std::int32_t days;
  std::int64_t time, ns;
  if (!time_in(s, format, days, time)) of_another_format(at, s, format);
  if (!time_on(days, time, ns)) date_beyond_nanoseconds(at, days);
  return ns;
}

text format_date(std::int32_t days, const time_format& format, text_arena& arena) {
  return written(days, 0, format, arena);
}
text format_time(std::int64_t ns, const time_format& format, text_arena& arena) {
  return written(day_of(ns), time_of_day(ns), format, arena);
}

}  // namespace bodo::rt
