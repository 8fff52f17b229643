#include "files/csv_text.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/dictionary.h"

namespace bodo::rt::files {
namespace {

template <class T>
void append_integer(std::string& out, T v) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, v).ptr;
  out.append(text, end);
}

template <class Float>
void append_shortest(std::string& out, Float v) {
  if (std::isnan(v)) return;  // as in pandas: like a missing value
  if (std::isinf(v)) {
    out += v < 0 ? "-inf" : "inf";
    return;
  }
  char text[40];
  const char* end = std::to_chars(text, text + sizeof text, v, std::chars_format::scientific).ptr;
  // d[.ddd]e[+-]xx
  const std::string_view s(text, static_cast<std::size_t>(end - text));
  const std::size_t e = s.find('e');
  const int exponent = std::stoi(std::string(s.substr(e + 1)));
  std::string digits;
  for (const char c : s.substr(0, e))
    if (c >= '0' && c <= '9') digits += c;
  if (s[0] == '-') out += '-';
  const int n = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    out += digits[0];
    if (n > 1) out += '.', out.append(digits, 1);
    const int size = exponent < 0 ? -exponent : exponent;
    out += exponent < 0 ? "e-" : "e+";
    if (size < 10) out += '0';
    append_integer(out, size);
  } else if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent - 1), '0');
    out += digits;
  } else if (n <= exponent + 1) {
    out += digits;
    out.append(static_cast<std::size_t>(exponent + 1 - n), '0');
    out += ".0";
  } else {
    out.append(digits, 0, static_cast<std::size_t>(exponent) + 1);
    out += '.';
    out.append(digits, static_cast<std::size_t>(exponent) + 1);
  }
}

void append_date(std::string& out, std::int32_t days) {
  const civil_date d = civil_from_days(days);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", d.year, d.month, d.day);
  out += text;
}

void append_clock(std::string& out, std::int64_t ns) {
  const std::int64_t seconds = ns / nanoseconds_per_second, rest = ns % nanoseconds_per_second;
  char text[40];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  out += text;
  if (rest == 0) return;
  if (rest % 1000 == 0)
    std::snprintf(text, sizeof text, ".%06d", static_cast<int>(rest / 1000));
  else
    std::snprintf(text, sizeof text, ".%09d", static_cast<int>(rest));
  out += text;
}

}  // namespace

void append_float(std::string& out, double v) { append_shortest(out, v); }
void append_float(std::string& out, float v) { append_shortest(out, v); }

void append_value(std::string& out, const column_view& v, const field& as, std::uint32_t i) {
  switch (as.type.id) {
    case kind::boolean: out += column<std::uint8_t>(v)[i] != 0 ? "True" : "False"; return;
    case kind::int8: return append_integer(out, int{column<std::int8_t>(v)[i]});
    case kind::int16: return append_integer(out, column<std::int16_t>(v)[i]);
    case kind::int32: return append_integer(out, column<std::int32_t>(v)[i]);
    case kind::int64: return append_integer(out, column<std::int64_t>(v)[i]);
    case kind::uint8: return append_integer(out, int{column<std::uint8_t>(v)[i]});
    case kind::uint16: return append_integer(out, column<std::uint16_t>(v)[i]);
    case kind::uint32: return append_integer(out, column<std::uint32_t>(v)[i]);
    case kind::uint64: return append_integer(out, column<std::uint64_t>(v)[i]);
    case kind::float32: return append_float(out, column<float>(v)[i]);
    case kind::float64: return append_float(out, column<double>(v)[i]);
    case kind::string: out += as.coded ? coded_column(v)[i].view() : column<text>(v)[i].view(); return;
    case kind::list: return;  // CSV files have none
    case kind::date: return append_date(out, column<std::int32_t>(v)[i]);
    case kind::timestamp: {
      const std::int64_t ns = column<std::int64_t>(v)[i];
      append_date(out, day_of(ns));
      out += ' ';
      return append_clock(out, time_of_day(ns));
    }
    case kind::duration: {
      const std::int64_t ns = column<std::int64_t>(v)[i];
      append_integer(out, day_of(ns));
      out += ns < 0 ? " days +" : " days ";
      return append_clock(out, time_of_day(ns));
    }
    case kind::decimal: {
      char text[48];
      const int128 scaled = as.storage() == storage::i64 ? column<std::int64_t>(v)[i] : column<int128>(v)[i];
      out.append(text, write_decimal(scaled, as.type.scale, text));
      return;
    }
  }
}

}  // namespace bodo::rt::files
