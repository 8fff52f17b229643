#include "columns/value_text.h"

#include "columns/flat_lists.h"

#include <fmt/format.h>

#include <cmath>

#include "bodo/rt/dates.h"
#include "bodo/rt/dictionary.h"

namespace bodo::rt {
namespace {

constexpr std::int64_t second = nanoseconds_per_second;

// hh:mm:ss, with as many digits of a second as needed, in pandas' groups
std::string time_text(std::int64_t nanoseconds) {
  const std::int64_t s = nanoseconds / second;
  const std::int64_t fraction = nanoseconds % second;
  std::string text = fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  if (fraction % 1000 != 0)
    text += fmt::format(".{:09}", fraction);
  else if (fraction != 0)
    text += fmt::format(".{:06}", fraction / 1000);
  return text;
}

template <class T>
T at(const column_view& v, std::size_t row) {
  return static_cast<const T*>(v.values)[row];
}

}  // namespace

std::string date_text(std::int64_t days) {
  const civil_date date = civil_from_days(static_cast<std::int32_t>(days));
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::string timestamp_text(std::int64_t nanoseconds) {
  return date_text(day_of(nanoseconds)) + " " + time_text(time_of_day(nanoseconds));
}

std::string duration_text(std::int64_t nanoseconds) {
  const std::int32_t days = day_of(nanoseconds);
  return fmt::format("{} days {}{}", days, days < 0 ? "+" : "", time_text(time_of_day(nanoseconds)));
}

std::string integer_text(int128 value) { return fmt::format("{}", value); }

std::string decimal_text(int128 unscaled, int scale) {
  const uint128 size = unscaled < 0 ? -static_cast<uint128>(unscaled) : static_cast<uint128>(unscaled);
  std::string digits = fmt::format("{}", size);
  const std::string sign = unscaled < 0 ? "-" : "";
  if (scale == 0) return sign + digits;
  const int exponent = static_cast<int>(digits.size()) - 1 - scale;
  if (exponent < -6)
    return fmt::format("{}{}{}{}E{}", sign, digits[0], digits.size() > 1 ? "." : "", digits.substr(1), exponent);
  const auto behind = static_cast<std::size_t>(scale);
  if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
  return sign + digits.substr(0, digits.size() - behind) + "." + digits.substr(digits.size() - behind);
}

std::string float_text(double value) {
  if (std::isnan(value)) return "NaN";
  std::string text = fmt::format("{:.6f}", value);
  if (std::isinf(value)) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text += '0';
  return text;
}

namespace {
template <class Float>
std::string shortest(Float value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}
}  // namespace

std::string number_text(float value) { return shortest(value); }
std::string number_text(double value) { return shortest(value); }

std::string value_text(const field& f, const column_view& v, std::size_t row) {
  if (!v.known(row)) return "<NA>";
  switch (f.type.id) {
    case kind::boolean: return at<std::uint8_t>(v, row) != 0 ? "True" : "False";
    case kind::int8: return fmt::format("{}", at<std::int8_t>(v, row));
    case kind::int16: return fmt::format("{}", at<std::int16_t>(v, row));
    case kind::int32: return fmt::format("{}", at<std::int32_t>(v, row));
    case kind::int64: return fmt::format("{}", at<std::int64_t>(v, row));
    case kind::uint8: return fmt::format("{}", at<std::uint8_t>(v, row));
    case kind::uint16: return fmt::format("{}", at<std::uint16_t>(v, row));
    case kind::uint32: return fmt::format("{}", at<std::uint32_t>(v, row));
    case kind::uint64: return fmt::format("{}", at<std::uint64_t>(v, row));
    case kind::float32: return float_text(at<float>(v, row));
    case kind::float64: return float_text(at<double>(v, row));
    case kind::date: return date_text(at<std::int32_t>(v, row));
    case kind::timestamp: return timestamp_text(at<std::int64_t>(v, row));
    case kind::duration: return duration_text(at<std::int64_t>(v, row));
    case kind::decimal:
      return decimal_text(f.type.precision <= 18 ? int128{at<std::int64_t>(v, row)} : at<int128>(v, row), f.type.scale);
    case kind::string: {
      const text& t = f.coded ? (*v.words)[at<std::int32_t>(v, row)] : static_cast<const text*>(v.values)[row];
      return std::string(t.view());
    }
    case kind::list: {
      const type element = element_of(f.type);
      const flat_lists list = flatten_all(v, row, 1, element);
      std::string text = "[";
      for (std::int64_t i = 0; i < list.size(); ++i)
        text += (i == 0 ? "" : ", ") + value_text({"", element}, list.view(), static_cast<std::size_t>(i));
      return text + "]";
    }
  }
  return "";
}

}  // namespace bodo::rt
