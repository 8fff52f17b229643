#include "bodo/rt/casts.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "bodo/rt/checked_time.h"
#include "bodo/rt/elementwise.h"
#include "bodo/rt/error.h"
#include "columns/parse_float.h"
#include "columns/value_text.h"

namespace bodo::rt {

namespace {

// Reads n digits at the front.
bool digits(std::string_view& s, std::size_t n, std::int32_t& out) {
  if (s.size() < n) return false;
  out = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] < '0' || s[i] > '9') return false;
    out = out * 10 + (s[i] - '0');
  }
  s.remove_prefix(n);
  return true;
}
bool eat(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

bool date_at_front(std::string_view& s, std::int32_t& days) {
  std::int32_t year, month, day;
  if (!digits(s, 4, year) || !eat(s, '-') || !digits(s, 2, month) || !eat(s, '-') || !digits(s, 2, day)) return false;
  if (month < 1 || month > 12 || day < 1) return false;
  days = days_from_civil(year, static_cast<std::uint32_t>(month), static_cast<std::uint32_t>(day));
  const civil_date back = civil_from_days(days);
  return back.month == static_cast<std::uint32_t>(month) && back.day == static_cast<std::uint32_t>(day);
}

[[noreturn]] void unreadable(const site& at, std::string_view s, const char* what) {
  constexpr std::size_t shown = 60;
  fail(at, fmt::format("\"{}{}\" is not {}", s.substr(0, shown), s.size() > shown ? "..." : "", what));
}

text kept(const std::string& s, text_arena& arena) { return arena.keep(s); }

}  // namespace

void does_not_fit(const site& at, double v, const char* type) { fail(at, fmt::format("{} does not fit {}", v, type)); }
void does_not_fit(const site& at, int128 v, const char* type) {
  fail(at, fmt::format("{} does not fit {}", integer_text(v), type));
}

int128 decimal_of(const site& at, int128 v, int from_scale, int precision, int scale) {
  const int128 result = rescale(at, v, from_scale, scale);
  const int128 limit = power_of_ten(precision);
  if (result >= limit || result <= -limit)
    fail(at, fmt::format("{} has more than {} digits", decimal_text(result, scale), precision));
  return result;
}

int128 decimal_of(const site& at, double v, int precision, int scale) {
  int128 result;
  if (!decimal_from_double(v, precision, scale, result))
    fail(at, fmt::format("{} is not a decimal of {} digits, {} of them after the point", v, precision, scale));
  return result;
}

std::int64_t parse_integer(const site& at, std::string_view s, std::int64_t low, std::uint64_t high) {
  std::string_view digits = s;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  const bool negative = !digits.empty() && digits[0] == '-';
  std::int64_t value = 0;
  std::uint64_t magnitude = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] =
      negative ? std::from_chars(digits.data(), end, value) : std::from_chars(digits.data(), end, magnitude);
  if (error == std::errc::invalid_argument || stop != end) unreadable(at, s, "an integer");
  if (error != std::errc{} || (negative ? value < low : magnitude > high)) unreadable(at, s, "an integer of that size");
  return negative ? value : static_cast<std::int64_t>(magnitude);
}

namespace {
template <class Float>
Float float_in(const site& at, std::string_view s) {
  std::string_view digits = s;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  Float value = 0;
  if (!parse_float_text(digits, value)) unreadable(at, s, "a number");
  return value;
}
}  // namespace

float parse_float32(const site& at, std::string_view s) { return float_in<float>(at, s); }
double parse_float64(const site& at, std::string_view s) { return float_in<double>(at, s); }

int128 parse_decimal_at(const site& at, std::string_view s, int precision, int scale) {
  int128 value;
  if (!parse_decimal(s, precision, scale, value))
    unreadable(at, s, fmt::format("a decimal({},{})", precision, scale).c_str());
  return value;
}

std::int32_t parse_date(const site& at, std::string_view s) {
  std::string_view rest = s;
  std::int32_t days;
  if (!date_at_front(rest, days) || !rest.empty()) unreadable(at, s, "a date such as 2024-02-29");
  return days;
}

std::int64_t parse_time(const site& at, std::string_view s) {
  std::string_view rest = s;
  std::int32_t days = 0, hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  bool good = date_at_front(rest, days);
  if (good && !rest.empty()) {
    good = (eat(rest, ' ') || eat(rest, 'T')) && digits(rest, 2, hour) && eat(rest, ':') && digits(rest, 2, minute);
    if (good && eat(rest, ':')) good = digits(rest, 2, second);
    if (good && eat(rest, '.')) {
      std::int64_t unit = nanoseconds_per_second / 10;
      good = !rest.empty() && rest.size() <= 9;
      for (; good && !rest.empty(); rest.remove_prefix(1), unit /= 10) {
        good = rest[0] >= '0' && rest[0] <= '9';
        fraction += (rest[0] - '0') * unit;
      }
    }
    good = good && rest.empty() && hour < 24 && minute < 60 && second < 60;
  }
  if (!good) unreadable(at, s, "a time such as 2024-02-29 13:00:00");
  return time_on(at, days, (hour * 3600 + minute * 60 + second) * nanoseconds_per_second + fraction);
}

text spell(bool v, text_arena&) { return v ? text("true") : text("false"); }
text spell(std::int64_t v, text_arena& arena) { return kept(integer_text(v), arena); }
text spell(std::uint64_t v, text_arena& arena) { return kept(integer_text(v), arena); }
text spell(float v, text_arena& arena) { return kept(number_text(v), arena); }
text spell(double v, text_arena& arena) { return kept(number_text(v), arena); }
text spell_decimal(int128 v, int scale, text_arena& arena) { return kept(decimal_text(v, scale), arena); }
text spell_date(std::int32_t days, text_arena& arena) { return kept(date_text(days), arena); }
text spell_time(std::int64_t ns, text_arena& arena) { return kept(timestamp_text(ns), arena); }

std::int64_t range_size(std::int64_t begin, std::int64_t end, std::int64_t step) {
  if (step == 0) return 0;
  const int128 span = step > 0 ? static_cast<int128>(end) - begin : static_cast<int128>(begin) - end;
  const int128 width = step > 0 ? static_cast<int128>(step) : -static_cast<int128>(step);
  return span <= 0 ? 0 : static_cast<std::int64_t>((span + width - 1) / width);
}

std::int64_t range_size(double begin, double end, double step) {
  const double n = std::ceil((end - begin) / step);
  return n > 0 && n < 0x1p62 ? static_cast<std::int64_t>(n) : 0;
}

}  // namespace bodo::rt
