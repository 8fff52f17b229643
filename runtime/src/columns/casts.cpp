#include "bodo/rt/casts.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>

#include "bodo/rt/checked_time.h"
#include "bodo/rt/elementwise.h"
#include "bodo/rt/error.h"
#include "columns/parse_float.h"
#include "columns/parse_time.h"
#include "columns/plain_number.h"
#include "columns/value_text.h"

namespace bodo::rt {

namespace {

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

namespace {

enum class fault : std::uint8_t {
  none,
  not_a_number,
  too_large
};

fault integer_in(std::string_view digits, std::int64_t low, std::uint64_t high, std::int64_t& out) {
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  const bool negative = !digits.empty() && digits[0] == '-';
  std::uint64_t magnitude = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] =
      negative ? std::from_chars(digits.data(), end, out) : std::from_chars(digits.data(), end, magnitude);
  if (error == std::errc::invalid_argument || stop != end) return fault::not_a_number;
  if (error != std::errc{} || (negative ? out < low : magnitude > high)) return fault::too_large;
  if (!negative) out = static_cast<std::int64_t>(magnitude);
  return fault::none;
}

template <class Float>
std::optional<Float> float_in(std::string_view digits) {
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
  Float value = 0;
  return parse_float_text(digits, value) ? std::optional(value) : std::nullopt;
}

// A value that was read, or an error.
template <class T>
T readable(const site& at, std::string_view s, const std::optional<T>& value, const char* what) {
  if (!value) unreadable(at, s, what);
  return *value;
}

}  // namespace

std::optional<std::int64_t> read_integer(std::string_view s, std::int64_t low, std::uint64_t high) {
  std::int64_t value = 0;
  return integer_in(s, low, high, value) == fault::none ? std::optional(value) : std::nullopt;
}
std::int64_t parse_integer(const site& at, std::string_view s, std::int64_t low, std::uint64_t high) {
  std::int64_t value = 0;
  const fault found = integer_in(s, low, high, value);
  if (found != fault::none) unreadable(at, s, found == fault::too_large ? "an integer of that size" : "an integer");
  return value;
}

std::optional<float> read_float32(std::string_view s) { return float_in<float>(s); }
std::optional<double> read_float64(std::string_view s) { return float_in<double>(s); }
float parse_float32(const site& at, std::string_view s) { return readable(at, s, read_float32(s), "a number"); }
double parse_float64(const site& at, std::string_view s) { return readable(at, s, read_float64(s), "a number"); }

int128 parse_decimal_at(const site& at, std::string_view s, int precision, int scale) {
  int128 value;
  if (!parse_decimal(s, precision, scale, value))
    unreadable(at, s, fmt::format("a decimal({},{})", precision, scale).c_str());
  return value;
}

text plain_number(const text& s, std::string_view thousands, std::string_view point, text_arena& arena) {
  std::string plain;
  const bool good = plain_number_text(s.view(), thousands.empty() ? '\0' : thousands[0], point[0], plain);
  return arena.keep(good ? plain : std::string(s.view()) + no_number);
}

std::optional<std::int32_t> read_date(std::string_view s) {
  std::int32_t days;
  return date_at_front(s, days) && s.empty() ? std::optional(days) : std::nullopt;
}
std::int32_t parse_date(const site& at, std::string_view s) {
  return readable(at, s, read_date(s), "a date such as 2024-02-29");
}

namespace {
// A time's day and its nanoseconds within the day.
bool time_in(std::string_view rest, std::int32_t& days, std::int64_t& time) {
  std::int32_t hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  bool good = date_at_front(rest, days);
  if (good && !rest.empty()) {
    good = (eat(rest, ' ') || eat(rest, 'T')) && digits(rest, 2, hour) && eat(rest, ':') && digits(rest, 2, minute);
    if (good && eat(rest, ':')) good = digits(rest, 2, second);
    if (good && eat(rest, '.')) good = fraction_at_front(rest, fraction) && rest.empty();
    good = good && rest.empty() && hour < 24 && minute < 60 && second < 60;
  }
  time = (hour * 3600 + minute * 60 + second) * nanoseconds_per_second + fraction;
  return good;
}
}  // namespace

std::optional<std::int64_t> read_time(std::string_view s) {
  std::int32_t days;
  std::int64_t time, ns;
  return time_in(s, days, time) && time_on(days, time, ns) ? std::optional(ns) : std::nullopt;
}
std::int64_t parse_time(const site& at, std::string_view s) {
  std::int32_t days;
  std::int64_t time;
  if (!time_in(s, days, time)) unreadable(at, s, "a time such as 2024-02-29 13:00:00");
  return time_on(at, days, time);
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
