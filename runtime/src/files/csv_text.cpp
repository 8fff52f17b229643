#include "files/csv_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/dictionary.h"

namespace bodo::rt::files {
namespace {

template <std::size_t Size>
char* write(char* to, const char (&text)[Size]) {
  std::memcpy(to, text, Size - 1);
  return to + Size - 1;
}

template <class T>
char* write_integer(char* to, T v) {
  return std::to_chars(to, to + most_value_text, v).ptr;
}

// So many digits, the last ones of v.
template <int Digits>
char* write_digits(char* to, std::uint32_t v) {
  for (int i = Digits; i-- > 0; v /= 10) to[i] = static_cast<char>('0' + v % 10);
  return to + Digits;
}

// Numbers with up to six digits after the point and fifteen in all, as most are: there is only one with so few digits
// for a double, so it is the shortest. Null for others.
char* write_short_float(char* to, double v) {
  constexpr double unit = 1e6;
  const double size = std::fabs(v);
  if (!(size < 1e9) || (size < 1e-4 && size != 0)) return nullptr;
  const double scaled = std::nearbyint(size * unit);
  if (scaled / unit != size) return nullptr;
  const auto millionths = static_cast<std::uint64_t>(scaled);
  if (std::signbit(v)) *to++ = '-';
  to = write_integer(to, millionths / 1'000'000);
  *to++ = '.';
  to = write_digits<6>(to, static_cast<std::uint32_t>(millionths % 1'000'000));
  while (to[-1] == '0' && to[-2] != '.') --to;
  return to;
}

template <class Float>
char* write_shortest(char* to, Float v) {
  if (std::isnan(v)) return to;  // as in pandas: like a missing value
  if (std::isinf(v)) return v < 0 ? write(to, "-inf") : write(to, "inf");
  char text[40];
  const char* const end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific).ptr;
  // [-]d[.ddd]e[+-]xx
  const char* p = text;
  if (*p == '-') *to++ = *p++;
  char digits[24];
  std::size_t n = 0;
  for (; *p != 'e'; ++p)
    if (*p != '.') digits[n++] = *p;
  int exponent = 0;
  std::from_chars(p + (p[1] == '+' ? 2 : 1), end, exponent);
  const auto put = [&](const char* from, std::size_t size) { to = std::copy_n(from, size, to); };
  const auto zeros = [&](int count) { to = std::fill_n(to, count, '0'); };
  const auto whole = static_cast<std::size_t>(std::max(exponent + 1, 0));
  if (exponent < -4 || exponent >= 16) {
    put(digits, 1);
    if (n > 1) *to++ = '.', put(digits + 1, n - 1);
    put(p, static_cast<std::size_t>(end - p));
  } else if (exponent < 0) {
    to = write(to, "0.");
    zeros(-exponent - 1);
    put(digits, n);
  } else if (n <= whole) {
    put(digits, n);
    zeros(static_cast<int>(whole - n));
    to = write(to, ".0");
  } else {
    put(digits, whole);
    *to++ = '.';
    put(digits + whole, n - whole);
  }
  return to;
}

char* write_date(char* to, std::int32_t days) {
  const civil_date d = civil_from_days(days);
  if (d.year < 0 || d.year > 9999) return to + std::sprintf(to, "%04d-%02u-%02u", d.year, d.month, d.day);
  to = write_digits<4>(to, static_cast<std::uint32_t>(d.year));
  *to++ = '-';
  to = write_digits<2>(to, d.month);
  *to++ = '-';
  return write_digits<2>(to, d.day);
}

// hh:mm:ss[.fraction], of six digits or nine
char* write_clock(char* to, std::int64_t ns) {
  const auto seconds = static_cast<std::uint32_t>(ns / nanoseconds_per_second);
  const auto rest = static_cast<std::uint32_t>(ns % nanoseconds_per_second);
  to = write_digits<2>(to, seconds / 3600);
  *to++ = ':';
  to = write_digits<2>(to, seconds / 60 % 60);
  *to++ = ':';
  to = write_digits<2>(to, seconds % 60);
  if (rest == 0) return to;
  *to++ = '.';
  return rest % 1000 == 0 ? write_digits<6>(to, rest / 1000) : write_digits<9>(to, rest);
}

template <class T>
char* write_number(char* to, const column_view& v, const field&, std::uint32_t i) {
  const T value = static_cast<const T*>(v.values)[i];
  if constexpr (std::is_floating_point_v<T>)
    return write_float(to, value);
  else
    return write_integer(to, value);
}

char* write_boolean(char* to, const column_view& v, const field&, std::uint32_t i) {
  return static_cast<const std::uint8_t*>(v.values)[i] != 0 ? write(to, "True") : write(to, "False");
}
char* write_day(char* to, const column_view& v, const field&, std::uint32_t i) {
  return write_date(to, static_cast<const std::int32_t*>(v.values)[i]);
}
char* write_timestamp(char* to, const column_view& v, const field&, std::uint32_t i) {
  const std::int64_t ns = static_cast<const std::int64_t*>(v.values)[i];
  to = write_date(to, day_of(ns));
  *to++ = ' ';
  return write_clock(to, time_of_day(ns));
}
char* write_duration(char* to, const column_view& v, const field&, std::uint32_t i) {
  const std::int64_t ns = static_cast<const std::int64_t*>(v.values)[i];
  to = write_integer(to, day_of(ns));
  to = ns < 0 ? write(to, " days +") : write(to, " days ");
  return write_clock(to, time_of_day(ns));
}
template <class Scaled>
char* write_scaled(char* to, const column_view& v, const field& as, std::uint32_t i) {
  return to + write_decimal(static_cast<const Scaled*>(v.values)[i], as.type.scale, to);
}

}  // namespace

char* write_float(char* to, double v) {
  char* const end = write_short_float(to, v);
  return end != nullptr ? end : write_shortest(to, v);
}
char* write_float(char* to, float v) { return write_shortest(to, v); }

value_writer writer_of(const field& as) {
  switch (as.type.id) {
    case kind::boolean: return write_boolean;
    case kind::int8: return write_number<std::int8_t>;
    case kind::int16: return write_number<std::int16_t>;
    case kind::int32: return write_number<std::int32_t>;
    case kind::int64: return write_number<std::int64_t>;
    case kind::uint8: return write_number<std::uint8_t>;
    case kind::uint16: return write_number<std::uint16_t>;
    case kind::uint32: return write_number<std::uint32_t>;
    case kind::uint64: return write_number<std::uint64_t>;
    case kind::float32: return write_number<float>;
    case kind::float64: return write_number<double>;
    case kind::date: return write_day;
    case kind::timestamp: return write_timestamp;
    case kind::duration: return write_duration;
    case kind::decimal: return as.storage() == storage::i64 ? write_scaled<std::int64_t> : write_scaled<int128>;
    case kind::string:
    case kind::list: break;
  }
  return nullptr;
}

void append_value(std::string& out, const column_view& v, const field& as, std::uint32_t i) {
  if (as.type.id == kind::string) {
    out += as.coded ? coded_column(v)[i].view() : column<text>(v)[i].view();
  } else if (const value_writer write = writer_of(as)) {  // CSV files have no lists
    char value[most_value_text];
    out.append(value, write(value, v, as, i));
  }
}

}  // namespace bodo::rt::files
