#include "bodocc/IR/Type.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace bodocc {

using bodo::kind;

namespace {

struct Named {
  std::string_view name;
  bodo::type type;
};

// The names that users write; the first name of a type is the one in messages, the others are from pandas.
constexpr std::array typeNames{
    Named{"boolean", bodo::boolean},
    Named{"int8", bodo::int8},
    Named{"int16", bodo::int16},
    Named{"int32", bodo::int32},
    Named{"int64", bodo::int64},
    Named{"uint8", bodo::uint8},
    Named{"uint16", bodo::uint16},
    Named{"uint32", bodo::uint32},
    Named{"uint64", bodo::uint64},
    Named{"float32", bodo::float32},
    Named{"float64", bodo::float64},
    Named{"string", bodo::string},
    Named{"date", bodo::date},
    Named{"timestamp", bodo::timestamp},
    Named{"duration", bodo::duration},
    Named{"bool", bodo::boolean},
    Named{"int", bodo::int64},
    Named{"float", bodo::float64},
    Named{"str", bodo::string},
    Named{"datetime64[ns]", bodo::timestamp},
    Named{"timedelta64[ns]", bodo::duration},
};

std::string digitsOf(Int128 v) {
  if (v == 0) return "0";
  std::string digits;
  for (; v != 0; v /= 10) digits += static_cast<char>('0' + (v < 0 ? -(v % 10) : v % 10));
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string decimalText(Int128 v, unsigned scale) {
  std::string digits = digitsOf(v);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale != 0) digits.insert(digits.size() - scale, ".");
  return (v < 0 ? "-" : "") + digits;
}

std::string dateText(std::int64_t days) {
  const Date d = dateOf(days);
  return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

// hh:mm:ss, and nanoseconds if there are any.
std::string clockText(std::int64_t ns) {
  const std::int64_t seconds = ns / 1'000'000'000;
  std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (ns % 1'000'000'000 != 0) text += fmt::format(".{:09}", ns % 1'000'000'000);
  return text;
}

std::string quoted(std::string_view s) {
  std::string text = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') text += '\\';
    if (c == '\n')
      text += "\\n";
    else if (c == '\t')
      text += "\\t";
    else
      text += c;
  }
  return text + '"';
}

}  // namespace

// Hinnant's algorithm: eras of 400 years that begin in March.
Date dateOf(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto dayOfEra = static_cast<unsigned>(days - era * 146097);
  const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const unsigned fromMarch = (5 * dayOfYear + 2) / 153;
  const unsigned month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {static_cast<std::int64_t>(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0), month,
          dayOfYear - (153 * fromMarch + 2) / 5 + 1};
}

bool isInteger(bodo::type t) { return t.id >= kind::int8 && t.id <= kind::uint64; }
bool isSigned(bodo::type t) { return t.id >= kind::int8 && t.id <= kind::int64; }
bool isFloat(bodo::type t) { return t.id == kind::float32 || t.id == kind::float64; }
bool isDecimal(bodo::type t) { return t.id == kind::decimal; }
bool isNumber(bodo::type t) { return isInteger(t) || isFloat(t) || isDecimal(t); }
bool isTemporal(bodo::type t) { return t.id == kind::date || t.id == kind::timestamp || t.id == kind::duration; }
bool isString(bodo::type t) { return t.id == kind::string; }
bool isList(bodo::type t) { return t.id == kind::list; }
bool isBytes(bodo::type t) { return isString(t) || isList(t); }
bool isBoolean(bodo::type t) { return t.id == kind::boolean; }

static int bitsOf(bodo::type integer) {
  return 8 << (static_cast<int>(integer.id) - static_cast<int>(isSigned(integer) ? kind::int8 : kind::uint8));
}

bool holdsAll(bodo::type to, bodo::type from) {
  if (to == from || (isDecimal(to) && isDecimal(from))) return true;
  if (to.id == kind::float64) return isNumber(from) || isBoolean(from);
  if (to.id == kind::float32) return isBoolean(from) || (isInteger(from) && bitsOf(from) <= 16);
  if (to.id == kind::timestamp) return from.id == kind::date;
  if (isInteger(to) && isInteger(from))
    return isSigned(to) == isSigned(from) ? bitsOf(to) >= bitsOf(from) : isSigned(to) && bitsOf(to) > bitsOf(from);
  return isInteger(to) && isBoolean(from);
}

std::string toString(bodo::type t) {
  if (isDecimal(t) && t.precision == 0) return "decimal";  // of an unknown number of digits
  if (isDecimal(t)) return fmt::format("decimal({},{})", t.precision, t.scale);
  if (isList(t)) return fmt::format("list({})", toString(bodo::element_of(t)));
  for (const Named& n : typeNames)
    if (n.type == t) return std::string(n.name);
  return "unknown";
}

std::string toString(const ValueType& t) {
  std::string text = toString(t.type);
  if (t.nullable) text += '?';
  if (t.coded) text += " coded";
  if (t.range) text += fmt::format(" {}..{}", t.range->first, t.range->second);
  return text;
}

std::string typeCode(bodo::type t) {
  if (isList(t)) return fmt::format("bodo::list({})", typeCode(bodo::element_of(t)));
  return isDecimal(t) ? fmt::format("bodo::decimal({}, {})", t.precision, t.scale) : "bodo::" + toString(t);
}

std::string storageName(const ValueType& t) {
  switch (t.type.id) {
    case kind::boolean: return "bool";
    case kind::int8: return "std::int8_t";
    case kind::int16: return "std::int16_t";
    case kind::int32:
    case kind::date: return "std::int32_t";
    case kind::int64:
    case kind::timestamp:
    case kind::duration: return "std::int64_t";
    case kind::uint8: return "std::uint8_t";
    case kind::uint16: return "std::uint16_t";
    case kind::uint32: return "std::uint32_t";
    case kind::uint64: return "std::uint64_t";
    case kind::float32: return "float";
    case kind::float64: return "double";
    case kind::string: return t.coded ? "std::int32_t" : "rt::text";
    case kind::list: return "rt::text";
    case kind::decimal: return t.type.precision <= 18 ? "std::int64_t" : "rt::int128";
  }
  return "";
}

std::optional<std::pair<std::int64_t, std::int64_t>> rangeOf(const ValueType& t) {
  if (t.range) return t.range;
  switch (t.type.id) {
    case kind::boolean: return {{0, 1}};
    case kind::int8: return {{-128, 127}};
    case kind::uint8: return {{0, 255}};
    case kind::int16: return {{-32768, 32767}};
    case kind::uint16: return {{0, 65535}};
    default: return std::nullopt;
  }
}

std::optional<bodo::type> typeNamed(std::string_view name) {
  for (const Named& n : typeNames)
    if (n.name == name) return n.type;
  if (name.starts_with("list(") && name.ends_with(')')) {
    const auto element = typeNamed(name.substr(5, name.size() - 6));
    return element && !isList(*element) ? std::optional(bodo::list(*element)) : std::nullopt;
  }
  int precision = 0;
  int scale = 0;
  int end = 0;
  const std::string text(name);
  if (std::sscanf(text.c_str(), "decimal(%2d,%2d)%n", &precision, &scale, &end) == 2 &&
      end == static_cast<int>(text.size()) && precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision)
    return bodo::decimal(precision, scale);
  return std::nullopt;
}

std::string toString(const Constant& c) {
  if (c.missing()) return "missing";
  if (const auto* b = std::get_if<bool>(&c.value)) return *b ? "true" : "false";
  if (const auto* s = std::get_if<std::string>(&c.value)) return quoted(*s);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&c.value)) {
    std::vector<std::string> each;
    for (const std::string& text : *texts) each.push_back(quoted(text));
    return fmt::format("{{{}}}", fmt::join(each, ", "));
  }
  if (const auto* d = std::get_if<double>(&c.value)) {
    std::string text = fmt::format("{}", *d);
    // distinguishes 2.0 from the integer 2
    if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
    return text;
  }
  if (const auto* u = std::get_if<std::uint64_t>(&c.value)) return fmt::format("{}", *u);
  const auto* wide = std::get_if<Int128>(&c.value);
  const auto* narrow = std::get_if<std::int64_t>(&c.value);
  const Int128 v = wide ? *wide : *narrow;
  const auto ticks = static_cast<std::int64_t>(v);
  switch (c.type.id) {
    case kind::decimal: return decimalText(v, c.type.scale);
    case kind::date: return dateText(ticks);
    case kind::timestamp: {
      const std::int64_t day = ticks / nsPerDay - (ticks % nsPerDay < 0 ? 1 : 0);
      return dateText(day) + " " + clockText(ticks - day * nsPerDay);
    }
    case kind::duration: return fmt::format("{}ns", ticks);
    default: return decimalText(v, 0);
  }
}

std::optional<Constant> asDecimal(const Constant& c) {
  if (c.missing() || std::holds_alternative<bool>(c.value)) return std::nullopt;
  if (isDecimal(c.type)) return c;
  std::string text;
  const bool negative = std::holds_alternative<double>(c.value)         ? std::get<double>(c.value) < 0
                        : std::holds_alternative<std::int64_t>(c.value) ? std::get<std::int64_t>(c.value) < 0
                                                                        : false;
  if (isInteger(c.type))
    text = toString(Constant{c.type, c.value, ""});
  else if (isFloat(c.type))
    text = c.spelling.empty() ? fmt::format("{}", std::get<double>(c.value)) : c.spelling;
  else
    return std::nullopt;

  // [sign] digits [. digits] [e exponent] [suffix], with ' between digits
  Int128 value = 0;
  int digits = 0;
  int scale = 0;
  int exponent = 0;
  bool point = false;
  bool any = false;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  if (text.size() > i + 1 && text[i] == '0' && (text[i + 1] == 'x' || text[i + 1] == 'X')) return std::nullopt;
  for (; i < text.size(); ++i) {
    if (text[i] == '\'') continue;
    if (text[i] == '.' && !point) {
      point = true;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') break;
    any = true;
    if (value != 0 || text[i] != '0') ++digits;
    if (digits > 38) return std::nullopt;
    value = value * 10 + (text[i] - '0');
    if (point) ++scale;
  }
  if (!any) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const char* from = text.data() + i + 1;
    if (from < text.data() + text.size() && *from == '+') ++from;
    const auto [end, error] = std::from_chars(from, text.data() + text.size(), exponent);
    if (error != std::errc{} || exponent > 38 || exponent < -38) return std::nullopt;
    i = static_cast<std::size_t>(end - text.data());
  }
  if (text.find_first_not_of("fFlLuU", i) != std::string::npos) return std::nullopt;
  scale -= exponent;
  for (; scale < 0; ++scale) {
    if (++digits > 38) return std::nullopt;
    value *= 10;
  }
  digits = std::max({digits, scale, 1});
  if (digits > 38) return std::nullopt;
  return Constant{bodo::decimal(digits, scale), negative ? -value : value, c.spelling};
}

std::string toString(const Schema& s) {
  std::string text = "{";
  for (const Field& f : s) text += fmt::format("{}{}: {}", text.size() > 1 ? ", " : "", f.name, toString(f.type));
  return text + "}";
}

CppType cppTypeOf(const bodo::type& type) {
  using Kind = CppType::Kind;
  switch (type.id) {
    case kind::boolean: return {"bool", Kind::Boolean};
    case kind::int8: return {"std::int8_t", Kind::Integer};
    case kind::int16: return {"std::int16_t", Kind::Integer};
    case kind::int32: return {"std::int32_t", Kind::Integer};
    case kind::int64: return {"std::int64_t", Kind::Integer};
    case kind::uint8: return {"std::uint8_t", Kind::Integer};
    case kind::uint16: return {"std::uint16_t", Kind::Integer};
    case kind::uint32: return {"std::uint32_t", Kind::Integer};
    case kind::uint64: return {"std::uint64_t", Kind::Integer};
    case kind::float32: return {"float", Kind::Float};
    case kind::float64: return {"double", Kind::Float};
    case kind::string: return {"std::string", Kind::String};
    case kind::date: return {"std::chrono::sys_days", Kind::Time};
    case kind::timestamp: return {"std::chrono::sys_time<std::chrono::nanoseconds>", Kind::Time};
    case kind::duration: return {"std::chrono::nanoseconds", Kind::Time};
    case kind::decimal: return {"bodo::decimal_value", Kind::Decimal};
    case kind::list: return {"", Kind::Other};  // no single C++ value
  }
  return {"double", Kind::Float};
}

CppType optionalOf(const CppType& type) {
  return {.text = fmt::format("std::optional<{}>", type.text), .kind = type.kind, .held = type.text};
}

CppType scalarClass() { return {"bodo::Scalar", CppType::Kind::Scalar}; }

std::int64_t bytesOf(const ValueType& t) {
  switch (t.type.id) {
    case kind::boolean:
    case kind::int8:
    case kind::uint8: return 1;
    case kind::int16:
    case kind::uint16: return 2;
    case kind::int32:
    case kind::uint32:
    case kind::float32:
    case kind::date: return 4;
    case kind::string: return t.coded ? 4 : 16;
    case kind::decimal: return t.type.precision > 18 ? 16 : 8;
    default: return 8;
  }
}

}  // namespace bodocc
