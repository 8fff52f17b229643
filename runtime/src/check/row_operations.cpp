// Operations on rows, by their ids in Ops.def: each as its summary there says, for one row.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "check/operation.h"

namespace bodo::check {

namespace {

int128 plus(int128 a, int128 b) {
  int128 v = 0;
  if (__builtin_add_overflow(a, b, &v)) throw fails("the result has too many digits");
  return v;
}
int128 minus(int128 a, int128 b) {
  int128 v = 0;
  if (__builtin_sub_overflow(a, b, &v)) throw fails("the result has too many digits");
  return v;
}
int128 times(int128 a, int128 b) {
  int128 v = 0;
  if (__builtin_mul_overflow(a, b, &v)) throw fails("the result has too many digits");
  return v;
}
int128 power_of_ten(int digits) {
  int128 p = 1;
  for (; digits > 0; --digits) p *= 10;
  return p;
}
// Half to even.
int128 without_digits(int128 v, int digits) {
  const int128 unit = power_of_ten(digits), low = floor_quotient(v, unit), rest = v - low * unit;
  return low + (2 * rest > unit || (2 * rest == unit && low % 2 != 0) ? 1 : 0);
}

template <int128 (*Integer)(int128, int128), class Real>
value arithmetic(const arguments& a, Real on_reals) {
  return a.is_real() ? real(on_reals(a.real(0), a.real(1))) : integer(Integer(a.integer(0), a.integer(1)));
}

template <class Compare>
value comparison_of(const arguments& a, Compare compare) {
  return integer(a.is_real() ? compare(a.real(0), a.real(1)) : compare(order_of(a[0], a[1]), 0));
}
bool less(const value& a, const value& b) {
  return std::holds_alternative<double>(a.is) ? a.real() < b.real() : order_of(a, b) < 0;
}
bool equal(const value& a, const value& b) {
  return std::holds_alternative<double>(a.is) ? a.real() == b.real() : order_of(a, b) == 0;
}
bool is_one_of(const arguments& a) {
  for (std::size_t i = 1; i < a.size(); ++i) {
    if (const auto* l = std::get_if<list>(&a[i].is)) {
      if (std::ranges::any_of(**l, [&](const value& v) { return equal(a[0], v); })) return true;
    } else if (a.known(i) && equal(a[0], a[i])) {
      return true;
    }
  }
  return false;
}

value converted(const arguments& a) {
  const kind to = a.type.id;
  if (to == kind::float32 || to == kind::float64) {
    if (a.is_real()) return a[0];
    if (a.of[0].type.id == kind::decimal)
      return real(static_cast<double>(static_cast<long double>(a.integer(0)) /
                                      static_cast<long double>(power_of_ten(a.of[0].type.scale))));
    return real(static_cast<double>(a.integer(0)));
  }
  if (a.is_real()) {
    if (!std::isfinite(a.real(0))) throw fails("a value does not fit");
    return integer(static_cast<int128>(a.real(0)));
  }
  return a[0];
}

// --- strings

const std::string& ascii(const std::string& s) {
  if (std::ranges::any_of(s, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    throw not_read(0, "a string with letters beyond ASCII");
  return s;
}
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
std::size_t begin_of(const std::string& s, std::size_t character) {
  std::size_t at = 0;
  for (; at < s.size(); ++at)
    if ((s[at] & 0xC0) != 0x80 && character-- == 0) break;
  return at;
}
std::int64_t length_of(const std::string& s) {
  return std::ranges::count_if(s, [](char c) { return (c & 0xC0) != 0x80; });
}
value part_of(const std::string& s, int128 begin, int128 end) {
  const int128 n = length_of(s);
  if (begin < 0) begin = std::max<int128>(begin + n, 0);
  if (end < 0) end += n;
  end = std::min(end, n);
  if (begin >= end) return text("");
  const std::size_t from = begin_of(s, static_cast<std::size_t>(begin));
  return text(std::string_view(s).substr(from, begin_of(s, static_cast<std::size_t>(end)) - from));
}
bool is_like(std::string_view s, std::string_view pattern) {
  if (pattern.empty()) return s.empty();
  if (pattern[0] == '%') {
    // texts between two % need no second try
    while (pattern.starts_with("%%")) pattern.remove_prefix(1);
    for (std::size_t i = 0; i <= s.size(); ++i)
      if (is_like(s.substr(i), pattern.substr(1))) return true;
    return false;
  }
  if (s.empty()) return false;
  if (pattern[0] == '_') {
    std::size_t n = 1;
    while (n < s.size() && (s[n] & 0xC0) == 0x80) ++n;
    return is_like(s.substr(n), pattern.substr(1));
  }
  return s[0] == pattern[0] && is_like(s.substr(1), pattern.substr(1));
}
bool matches(const std::string& s, const std::string& pattern) {
  // pieces between % in their order: the first and the last are anchored
  if (pattern.find('_') != std::string::npos) return is_like(s, pattern);
  std::vector<std::string> pieces{""};
  for (const char c : pattern) c == '%' ? void(pieces.emplace_back()) : pieces.back().push_back(c);
  if (pieces.size() == 1) return s == pattern;
  const std::string &first = pieces.front(), &last = pieces.back();
  if (s.size() < first.size() + last.size() || !s.starts_with(first) || !s.ends_with(last)) return false;
  std::size_t at = first.size();
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    at = s.find(pieces[i], at);
    if (at == std::string::npos) return false;
    at += pieces[i].size();
  }
  return at + last.size() <= s.size();
}
std::string stripped(const arguments& a, bool left, bool right) {
  std::string s = a.size() > 1 ? ascii(a.text(0)) : a.text(0);
  const auto drops = [&](char c) { return a.size() > 1 ? ascii(a.text(1)).find(c) != std::string::npos : is_space(c); };
  if (a.size() == 1 && !s.empty()) ascii(s);
  while (right && !s.empty() && drops(s.back())) s.pop_back();
  while (left && !s.empty() && drops(s.front())) s.erase(0, 1);
  return s;
}
std::string changed(std::string s, int (*change)(int)) {
  for (char& c : s) c = static_cast<char>(change(static_cast<unsigned char>(c)));
  return s;
}
std::int64_t occurrences(const std::string& s, const std::string& of) {
  if (of.empty()) return length_of(s) + 1;
  std::int64_t n = 0;
  for (std::size_t at = s.find(of); at != std::string::npos; at = s.find(of, at + of.size())) ++n;
  return n;
}
std::string replaced(const std::string& s, const std::string& old, const std::string& by) {
  if (old.empty()) throw not_read(0, "an empty text is replaced");
  std::string out;
  std::size_t at = 0;
  for (std::size_t next; (next = s.find(old, at)) != std::string::npos; at = next + old.size())
    out.append(s, at, next - at).append(by);
  return out.append(s, at);
}
// Splits s at the first `most` separators and gives part k; missing if s has fewer parts.
value split_part(const arguments& a) {
  std::vector<std::string_view> parts;
  std::string_view rest = a.text(0);
  const std::string& separator = a.text(1);
  if (separator.empty()) throw not_read(0, "an empty separator");
  for (std::int64_t most = a.size() > 3 ? a.narrow(3) : -1; most != 0; --most) {
    const std::size_t at = rest.find(separator);
    if (at == std::string_view::npos) break;
    parts.push_back(rest.substr(0, at));
    rest.remove_prefix(at + separator.size());
  }
  parts.push_back(rest);
  std::int64_t k = a.narrow(2);
  if (k < 0) k += static_cast<std::int64_t>(parts.size());
  if (k < 0 || k >= static_cast<std::int64_t>(parts.size())) return missing();
  return text(parts[static_cast<std::size_t>(k)]);
}
value character_of(const arguments& a) {
  int128 k = a.integer(1);
  const int128 n = length_of(a.text(0));
  if (k < 0) k += n;
  return k < 0 || k >= n ? missing() : part_of(a.text(0), k, k + 1);
}
template <value (*Part)(const arguments&)>
value has_part(const arguments& a) {
  return integer(Part(a).known());
}
template <value (*Part)(const arguments&)>
value part_or_empty(const arguments& a) {
  const value v = Part(a);
  return v.known() ? v : text("");
}
template <int (*Test)(int)>
value all_are(const arguments& a) {
  const std::string& s = ascii(a.text(0));
  return integer(!s.empty() && std::ranges::all_of(s, [](char c) { return Test(c) != 0; }));
}
std::string padded(const arguments& a, bool left, bool right) {
  std::string s = ascii(a.text(0));
  for (bool before = false; static_cast<int128>(s.size()) < a.integer(1); before = !before)
    if (left && (!right || before))
      s.insert(0, a.text(2));
    else
      s.append(a.text(2));
  return s;
}

value parsed(const arguments& a) {
  const std::string s = stripped({a.type, {a.of[0]}, a.row}, true, true);
  const auto* const end = s.data() + s.size();
  if (a.type.id == kind::boolean) throw not_read(0, "text as booleans");
  if (a.type.id == kind::float32 || a.type.id == kind::float64) {
    double d = 0;
    const auto read = std::from_chars(s.data(), end, d);
    if (read.ec != std::errc() || read.ptr != end) throw fails(fmt::format("\"{}\" is no number", s));
    return real(d);
  }
  std::int64_t i = 0;
  const auto read = std::from_chars(s.data(), end, i);
  if (read.ec != std::errc() || read.ptr != end) throw fails(fmt::format("\"{}\" is no integer", s));
  return integer(i);
}
const operation_table& operations() {
  using A = const arguments&;
  constexpr operation add = [](A a) { return arithmetic<plus>(a, [](double x, double y) { return x + y; }); };
  constexpr operation subtract = [](A a) { return arithmetic<minus>(a, [](double x, double y) { return x - y; }); };
  constexpr operation multiply = [](A a) { return arithmetic<times>(a, [](double x, double y) { return x * y; }); };
  constexpr operation negate = [](A a) { return a.is_real() ? real(-a.real(0)) : integer(-a.integer(0)); };
  constexpr operation modulo = [](A a) {
    if (!a.is_real()) return integer(a.integer(0) - floor_quotient(a.integer(0), a.integer(1)) * a.integer(1));
    const double rest = std::fmod(a.real(0), a.real(1));
    return real(rest != 0 && (rest < 0) != (a.real(1) < 0) ? rest + a.real(1) : rest);
  };
  constexpr operation quotient = [](A a) {
    return a.is_real() ? real(std::floor(a.real(0) / a.real(1))) : integer(floor_quotient(a.integer(0), a.integer(1)));
  };
  constexpr operation same = [](A a) { return a[0]; };
  constexpr operation absolute = [](A a) {
    return a.is_real() ? real(std::fabs(a.real(0))) : integer(a.integer(0) < 0 ? -a.integer(0) : a.integer(0));
  };
  constexpr operation between = [](A a) { return integer(!less(a[0], a[1]) && !less(a[2], a[0])); };
  static const operation_table all{
      {"add", add},
      {"add_checked", add},
      {"sub", subtract},
      {"sub_checked", subtract},
      {"mul", multiply},
      {"mul_checked", multiply},
      {"rescale", multiply},
      {"rescale_checked", multiply},
      {"div", [](A a) { return real(a.real(0) / a.real(1)); }},
      {"mod", modulo},
      {"mod_by", modulo},
      {"mod_float", modulo},
      {"floordiv", quotient},
      {"floordiv_by", quotient},
      {"floordiv_float", quotient},
      {"neg", negate},
      {"negated_duration", negate},
      {"abs", absolute},
      {"duration_without_sign", absolute},
      {"lt", [](A a) { return comparison_of(a, [](auto x, auto y) { return x < y; }); }},
      {"le", [](A a) { return comparison_of(a, [](auto x, auto y) { return x <= y; }); }},
      {"gt", [](A a) { return comparison_of(a, [](auto x, auto y) { return x > y; }); }},
      {"ge", [](A a) { return comparison_of(a, [](auto x, auto y) { return x >= y; }); }},
      {"eq", [](A a) { return comparison_of(a, [](auto x, auto y) { return x == y; }); }},
      {"ne", [](A a) { return comparison_of(a, [](auto x, auto y) { return x != y; }); }},
      {"not", [](A a) { return integer(a.integer(0) == 0); }},
      {"between", between},
      {"isin", [](A a) { return integer(is_one_of(a)); }},
      {"given", same},
      {"plain", same},
      {"least", [](A a) { return less(a[1], a[0]) ? a[1] : a[0]; }},
      {"greatest", [](A a) { return less(a[0], a[1]) ? a[1] : a[0]; }},
      {"clip", [](A a) { return less(a[0], a[1])   ? a[1]
                                : less(a[2], a[0]) ? a[2]
                                                   : a[0]; }},
      {"round", [](A a) { return real(std::nearbyint(a.real(0))); }},
      {"round_to",
       [](A a) {
         const double power = std::pow(10.0, static_cast<double>(a.integer(1)));
         return real(std::nearbyint(a.real(0) * power) / power);
       }},
      {"floor", [](A a) { return real(std::floor(a.real(0))); }},
      {"ceil", [](A a) { return real(std::ceil(a.real(0))); }},
      {"sqrt", [](A a) { return real(std::sqrt(a.real(0))); }},
      {"exp", [](A a) { return real(std::exp(a.real(0))); }},
      {"log", [](A a) { return real(std::log(a.real(0))); }},
      {"pow", [](A a) { return real(std::pow(a.real(0), a.real(1))); }},
      {"cast", converted},
      {"checked_cast", converted},
      {"decimal_to_float", converted},
      {"nonzero", [](A a) { return integer(a.is_real() ? a.real(0) != 0 : a.integer(0) != 0); }},
      {"round_decimal", [](A a) { return integer(without_digits(a.integer(0), a.of[0].type.scale - a.type.scale)); }},
      {"decimal_to_integer", [](A a) { return integer(a.integer(0) / power_of_ten(a.of[0].type.scale)); }},
      {"to_decimal",
       [](A a) {
         if (a.is_real())
           return integer(static_cast<int128>(std::nearbyint(static_cast<long double>(a.real(0)) *
                                                             static_cast<long double>(power_of_ten(a.type.scale)))));
         const int more = a.type.scale - static_cast<int>(a.integer(1));
         return integer(more < 0 ? without_digits(a.integer(0), -more) : times(a.integer(0), power_of_ten(more)));
       }},
      {"parse", parsed},
      {"spell",
       [](A a) {
         if (a.is_real()) throw not_read(0, "floats as text");
         return text(a.of[0].type.id == kind::boolean ? (a.holds(0) ? "True" : "False") : shown(a[0], a.of[0].type));
       }},
      {"spell_decimal", [](A a) { return text(shown(a[0], a.of[0].type)); }},
      // strings
      {"contains", [](A a) { return integer(a.text(0).find(a.text(1)) != std::string::npos); }},
      {"count_text", [](A a) { return integer(occurrences(a.text(0), a.text(1))); }},
      {"find",
       [](A a) {
         const std::size_t at = a.text(0).find(a.text(1));
         return integer(at == std::string::npos ? -1 : length_of(a.text(0).substr(0, at)));
       }},
      {"rfind",
       [](A a) {
         const std::size_t at = a.text(0).rfind(a.text(1));
         return integer(at == std::string::npos ? -1 : length_of(a.text(0).substr(0, at)));
       }},
      {"startswith", [](A a) { return integer(a.text(0).starts_with(a.text(1))); }},
      {"endswith", [](A a) { return integer(a.text(0).ends_with(a.text(1))); }},
      {"like", [](A a) { return integer(matches(a.text(0), a.text(1))); }},
      {"lower", [](A a) { return text(changed(ascii(a.text(0)), std::tolower)); }},
      {"upper", [](A a) { return text(changed(ascii(a.text(0)), std::toupper)); }},
      {"capitalize",
       [](A a) {
         std::string s = changed(ascii(a.text(0)), std::tolower);
         if (!s.empty()) s[0] = static_cast<char>(std::toupper(s[0]));
         return text(s);
       }},
      {"strip", [](A a) { return text(stripped(a, true, true)); }},
      {"lstrip", [](A a) { return text(stripped(a, true, false)); }},
      {"rstrip", [](A a) { return text(stripped(a, false, true)); }},
      {"removeprefix",
       [](A a) { return a.text(0).starts_with(a.text(1)) ? text(a.text(0).substr(a.text(1).size())) : a[0]; }},
      {"removesuffix",
       [](A a) {
         return a.text(0).ends_with(a.text(1)) ? text(a.text(0).substr(0, a.text(0).size() - a.text(1).size())) : a[0];
       }},
      {"pad_left", [](A a) { return text(padded(a, true, false)); }},
      {"pad_right", [](A a) { return text(padded(a, false, true)); }},
      {"zfill",
       [](A a) {
         std::string s = ascii(a.text(0));
         const std::size_t sign = s.starts_with("-") || s.starts_with("+") ? 1 : 0;
         const auto width = static_cast<std::size_t>(std::max<int128>(a.integer(1), 0));
         if (s.size() < width) s.insert(sign, width - s.size(), '0');
         return text(s);
       }},
      {"repeat",
       [](A a) {
         std::string s;
         for (int128 n = 0; n < a.integer(1); ++n) s += a.text(0);
         return text(s);
       }},
      {"replace_text", [](A a) { return text(replaced(a.text(0), a.text(1), a.text(2))); }},
      {"part", split_part},
      {"has_part", has_part<split_part>},
      {"part_or_empty", part_or_empty<split_part>},
      {"character", character_of},
      {"has_character", has_part<character_of>},
      {"character_or_empty", part_or_empty<character_of>},
      {"cat", [](A a) { return text(a.text(0) + a.text(1)); }},
      {"isalpha", all_are<std::isalpha>},
      {"isdigit", all_are<std::isdigit>},
      {"isalnum", all_are<std::isalnum>},
      {"isspace", all_are<std::isspace>},
      {"len", [](A a) { return integer(length_of(a.text(0))); }},
      {"list_length", [](A a) { return integer(static_cast<std::int64_t>(std::get<list>(a[0].is)->size())); }},
      {"substring", [](A a) { return part_of(a.text(0), a.integer(1), a.integer(2)); }},
      // of dates, times and durations
      {"days_later", add},
      {"days_earlier", subtract},
      {"time_plus", add},
      {"time_minus", subtract},
      {"time_difference", subtract},
      {"duration_plus", add},
      {"duration_minus", subtract},
      {"duration_times", multiply},
      {"range_size",
       [](A a) {
         const int128 distance = a.integer(1) - a.integer(0), step = a.integer(2);
         if (step == 0) throw fails("a step of 0");
         return integer((distance > 0) == (step > 0) && distance != 0 ? (distance + step - (step > 0 ? 1 : -1)) / step
                                                                      : 0);
       }},
  };
  return all;
}

// One operand is known to be `by`.
bool decided(const arguments& a, bool by) {
  return (a.known(0) && a.holds(0) == by) || (a.known(1) && a.holds(1) == by);
}

// Operations that see missing operands.
const operation_table& operations_of_missing() {
  using A = const arguments&;
  static const operation_table all{
      {"and", [](A a) { return decided(a, false)          ? integer(0)
                               : a.known(0) && a.known(1) ? integer(1)
                                                          : missing(); }},
      {"or", [](A a) { return decided(a, true)           ? integer(1)
                              : a.known(0) && a.known(1) ? integer(0)
                                                         : missing(); }},
      {"isna", [](A a) { return integer(!a.known(0)); }},
      {"notna", [](A a) { return integer(a.known(0)); }},
      {"fillna", [](A a) { return a.known(0) ? a[0] : a[1]; }},
      {"where", [](A a) { return a.holds(0) ? a[1] : a[2]; }},
      {"isin_known", [](A a) { return integer(a.known(0) && is_one_of(a)); }},
  };
  return all;
}

// Integers wrap to their type, floats are rounded to it.
value as_type(value v, bodo::type type) {
  if (type.id == kind::float32 && v.known() && !v.failed()) return real(static_cast<float>(v.real()));
  if (!std::holds_alternative<int128>(v.is)) return v;
  const int128 i = v.integer();
  switch (type.id) {
    case kind::int8: return integer(static_cast<std::int8_t>(i));
    case kind::int16: return integer(static_cast<std::int16_t>(i));
    case kind::int32: return integer(static_cast<std::int32_t>(i));
    case kind::int64: return integer(static_cast<std::int64_t>(i));
    case kind::uint8: return integer(static_cast<std::uint8_t>(i));
    case kind::uint16: return integer(static_cast<std::uint16_t>(i));
    case kind::uint32: return integer(static_cast<std::uint32_t>(i));
    case kind::uint64: return integer(static_cast<std::uint64_t>(i));
    default: return v;
  }
}

std::size_t length_of(const std::vector<cells>& args, bool& constant) {
  for (const cells& c : args)
    if (!c.constant) {
      constant = false;
      return c.values.size();
    }
  constant = true;
  return 1;
}

}  // namespace

cells reading::apply(std::uint32_t line, const char* id, bodo::type type, std::vector<cells> args) const {
  const auto any = operations_of_missing().find(id);
  const bool sees_missing = any != operations_of_missing().end();
  operation run = sees_missing ? any->second : nullptr;
  for (const operation_table* table : {&operations(), &operations_of_times(), &operations_of_patterns()})
    if (const auto known = table->find(id); run == nullptr && known != table->end()) run = known->second;
  if (run == nullptr) throw not_read(line, fmt::format("'{}' has no plain reading", id));
  cells out{type};
  const std::size_t rows = length_of(args, out.constant);
  // only the value that is taken may have failed
  const bool chooses = sees_missing && (std::string_view(id) == "where" || std::string_view(id) == "fillna");
  for (std::size_t row = 0; row < rows; ++row) {
    const arguments of{type, args, row};
    const value* failed = nullptr;
    bool all_known = true;
    for (std::size_t i = 0; i < (chooses ? 1 : args.size()); ++i) {
      if (of[i].failed() && failed == nullptr) failed = &of[i];
      all_known = all_known && of[i].known();
    }
    if (failed != nullptr) {
      out.values.push_back(*failed);
    } else if (!sees_missing && !all_known) {
      out.values.push_back(missing());
    } else {
      try {
        out.values.push_back(as_type(run(of), type));
      } catch (const fails& error) {
        out.values.push_back({failure{fmt::format("{} in line {}", error.what(), line)}});
      } catch (const not_read& error) {
        throw not_read(line, fmt::format("'{}': {} has no plain reading", id, error.what()));
      }
    }
  }
  return out;
}

cells reading::map(bodo::type type, std::vector<cells> args, const std::vector<bool>& takes_missing,
                   const std::function<value(const std::vector<const value*>&)>& function) const {
  cells out{type};
  const std::size_t rows = length_of(args, out.constant);
  for (std::size_t row = 0; row < rows; ++row) {
    std::vector<const value*> values;
    bool runs = true;
    for (std::size_t i = 0; i < args.size(); ++i) {
      values.push_back(&args[i][row]);
      runs = runs && (takes_missing[i] || values[i]->known());
    }
    out.values.push_back(runs ? as_type(function(values), type) : missing());
  }
  return out;
}

}  // namespace bodo::check
