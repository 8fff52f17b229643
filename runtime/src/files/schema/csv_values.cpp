#include <algorithm>
#include <charconv>
#include <limits>

#include "bodo/rt/checked_time.h"
#include "columns/parse_float.h"
#include "columns/plain_number.h"
#include "files/schema/csv_format.h"

namespace bodo::rt::files {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

// from_chars rejects a leading plus
std::string_view without_plus(std::string_view s) {
  if (s.size() > 1 && s[0] == '+' && s[1] != '-' && s[1] != '+') s.remove_prefix(1);
  return s;
}

template <class T>
bool parse_integer(std::string_view s, T& out) {
  s = without_plus(trim(s));
  const auto r = std::from_chars(s.data(), s.data() + s.size(), out);
  return r.ec == std::errc() && r.ptr == s.data() + s.size();
}

bool equal_but_case(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] - 'A' + 'a') : a[i];
    if (c != lower[i]) return false;
  }
  return true;
}

// Takes between `least` and `most` leading digits.
bool take_digits(std::string_view& s, std::size_t least, std::size_t most, std::int32_t& out) {
  std::size_t n = 0;
  out = 0;
  while (n < s.size() && n < most && s[n] >= '0' && s[n] <= '9') out = out * 10 + (s[n++] - '0');
  s.remove_prefix(n);
  return n >= least;
}
bool take(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

bool is_day(std::int32_t year, std::int32_t month, std::int32_t day) {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  static constexpr std::int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool take_date(std::string_view& s, std::int32_t& days) {
  std::int32_t year = 0, month = 0, day = 0;
  std::size_t digits = 0;
  while (digits < s.size() && s[digits] >= '0' && s[digits] <= '9') ++digits;
  if (digits == 8) {
    take_digits(s, 4, 4, year), take_digits(s, 2, 2, month), take_digits(s, 2, 2, day);
  } else if (digits == 4 && s.size() > 4 && (s[4] == '-' || s[4] == '/')) {
    const char mark = s[4];
    if (!take_digits(s, 4, 4, year) || !take(s, mark) || !take_digits(s, 1, 2, month) || !take(s, mark) ||
        !take_digits(s, 1, 2, day))
      return false;
  } else {
    if (!take_digits(s, 1, 2, month) || !take(s, '/') || !take_digits(s, 1, 2, day) || !take(s, '/') ||
        !take_digits(s, 4, 4, year))
      return false;
  }
  if (!is_day(year, month, day)) return false;
  days = days_from_civil(year, static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day));
  return true;
}

// hh:mm[:ss[.fraction]]
bool take_time(std::string_view& s, std::int64_t& nanoseconds) {
  std::int32_t hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  if (!take_digits(s, 1, 2, hour) || !take(s, ':') || !take_digits(s, 2, 2, minute)) return false;
  if (take(s, ':')) {
    if (!take_digits(s, 2, 2, second)) return false;
    if (take(s, '.')) {
      std::size_t n = 0;
      for (; n < s.size() && s[n] >= '0' && s[n] <= '9'; ++n)
        if (n < 9) fraction = fraction * 10 + (s[n] - '0');
      if (n == 0) return false;
      for (std::size_t k = n; k < 9; ++k) fraction *= 10;
      s.remove_prefix(n);
    }
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  nanoseconds = ((hour * 60 + minute) * std::int64_t{60} + second) * nanoseconds_per_second + fraction;
  return true;
}

// A timestamp of any year: its day, and nanoseconds after or before that day's midnight.
bool take_timestamp(std::string_view s, std::int32_t& days, std::int64_t& time) {
  s = trim(s);
  if (!take_date(s, days)) return false;
  if (!s.empty() && !((take(s, ' ') || take(s, 'T')) && take_time(s, time))) return false;
  take(s, ' ');
  if (!s.empty() && !take(s, 'Z')) {
    const bool west = s[0] == '-';
    std::int32_t hours = 0, minutes = 0;
    if (!take(s, '+') && !take(s, '-')) return false;
    if (!take_digits(s, 2, 2, hours)) return false;
    take(s, ':');
    if (!s.empty() && !take_digits(s, 2, 2, minutes)) return false;
    time -= (hours * 60 + minutes) * std::int64_t{60} * nanoseconds_per_second * (west ? -1 : 1);
  }
  return s.empty();
}

}  // namespace

bool is_na(const csv_field& f, const std::vector<std::string>& also) {
  return (f.text.empty() && !f.quoted) || std::find(also.begin(), also.end(), f.text) != also.end();
}

bool is_na(std::string_view s, const std::vector<std::string>& also) {
  static constexpr std::string_view pandas[] = {"",     "#N/A",   "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
                                                "-nan", "1.#IND", "1.#QNAN",  "<NA>", "N/A",     "NA",       "NULL",
                                                "NaN",  "None",   "n/a",      "nan",  "null"};
  if (s.size() <= 8)
    for (const std::string_view na : pandas)
      if (s == na) return true;
  for (const std::string& na : also)
    if (s == na) return true;
  return false;
}

bool parse_int64(std::string_view s, std::int64_t& out) { return parse_integer(s, out); }
bool parse_uint64(std::string_view s, std::uint64_t& out) { return parse_integer(s, out); }

// pandas accepts inf and infinity too, and nan as missing
bool parse_float32(std::string_view s, float& out) { return parse_float_text(without_plus(trim(s)), out); }
bool parse_float64(std::string_view s, double& out) { return parse_float_text(without_plus(trim(s)), out); }

std::string_view csv_values::number(std::string_view s, std::string& room) const {
  s = trim(s);
  return plain_number_text(s, thousands, decimal, room) ? std::string_view(room) : std::string_view();
}

bool parse_boolean(std::string_view s, const csv_values& values, bool& out) {
  const auto is_one_of = [&](const std::vector<std::string>& texts) {
    return std::find(texts.begin(), texts.end(), s) != texts.end();
  };
  out = is_one_of(values.true_values);
  return out || is_one_of(values.false_values) || parse_boolean(s, out);
}

bool parse_boolean(std::string_view s, bool& out) {
  out = equal_but_case(s, "true");
  return out || equal_but_case(s, "false");
}

bool parse_date(std::string_view s, std::int32_t& days) {
  s = trim(s);
  if (!take_date(s, days)) return false;
  if (s.empty()) return true;
  std::int64_t time = 0;  // a timestamp at midnight is a date
  return (take(s, ' ') || take(s, 'T')) && take_time(s, time) && s.empty() && time == 0;
}

bool parse_timestamp(std::string_view s, std::int64_t& nanoseconds) {
  std::int32_t days = 0;
  std::int64_t time = 0;
  return take_timestamp(s, days, time) && time_on(days, time, nanoseconds);
}

bool is_far_time(std::string_view s) {
  std::int32_t days = 0;
  std::int64_t time = 0;
  return take_timestamp(s, days, time) && !time_on(days, time, time);
}

bool parse_duration(std::string_view s, std::int64_t& nanoseconds) {
  s = trim(s);
  std::int64_t days = 0, time = 0;
  const std::size_t mark = s.find(" day");
  if (mark != std::string_view::npos) {
    if (!parse_int64(s.substr(0, mark), days)) return false;
    s.remove_prefix(mark + 4);
    take(s, 's');
    s = trim(s);
  }
  bool negative = false;
  if (!s.empty()) {
    negative = take(s, '-');
    if (!negative) take(s, '+');
    if (!take_time(s, time) || !s.empty()) return false;
  } else if (mark == std::string_view::npos) {
    return false;
  }
  return time_on(days, negative ? -time : time, nanoseconds);
}

}  // namespace bodo::rt::files
