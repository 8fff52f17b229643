#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bodo/rt/check.h"

namespace bodo::check {

int order_of(const value& a, const value& b) {
  if (!a.known() || !b.known()) return static_cast<int>(b.known()) - static_cast<int>(a.known());
  if (a.is.index() != b.is.index()) return a.is.index() < b.is.index() ? -1 : 1;
  const auto compare = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (const auto* x = std::get_if<int128>(&a.is)) return compare(*x, b.integer());
  if (const auto* x = std::get_if<double>(&a.is)) {
    // NaN equals itself, and is the greatest
    const bool one = std::isnan(*x), other = std::isnan(b.real());
    return one || other ? static_cast<int>(one) - static_cast<int>(other) : compare(*x, b.real());
  }
  if (const auto* x = std::get_if<std::string>(&a.is)) return x->compare(b.text());
  if (const auto* x = std::get_if<list>(&a.is)) {
    const auto &one = **x, &other = *std::get<list>(b.is);
    for (std::size_t i = 0; i < one.size() && i < other.size(); ++i)
      if (const int order = order_of(one[i], other[i]); order != 0) return order;
    return compare(one.size(), other.size());
  }
  throw not_read(0, std::get<failure>(a.is).cause);
}

static std::string date_text(std::int64_t days) {
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string shown(const value& v, bodo::type type) {
  if (!v.known()) return "missing";
  if (const auto* f = std::get_if<failure>(&v.is)) return "an error: " + f->cause;
  if (const auto* s = std::get_if<std::string>(&v.is)) return '"' + *s + '"';
  if (const auto* d = std::get_if<double>(&v.is)) return fmt::format("{}", *d);
  if (const auto* l = std::get_if<list>(&v.is)) {
    std::string all;
    for (const value& each : **l) all += (all.empty() ? "" : ", ") + shown(each, element_of(type));
    return "[" + all + "]";
  }
  const int128 i = v.integer();
  constexpr std::int64_t second = 1'000'000'000, day = 86'400 * second;
  const auto narrow = static_cast<std::int64_t>(i);
  switch (type.id) {
    case kind::boolean: return i != 0 ? "true" : "false";
    case kind::date: return date_text(narrow);
    case kind::timestamp: {
      const std::int64_t days = narrow / day - (narrow % day < 0 ? 1 : 0), rest = narrow - days * day;
      return fmt::format("{} {:02}:{:02}:{:02}.{:09}", date_text(days), rest / (3600 * second),
                         rest / (60 * second) % 60, rest / second % 60, rest % second);
    }
    case kind::duration: return fmt::format("{} ns", narrow);
    case kind::decimal: {
      const bool negative = i < 0;
      std::string digits;  // from the last one on
      auto rest = negative ? -static_cast<rt::uint128>(i) : static_cast<rt::uint128>(i);
      for (unsigned place = 0; rest != 0 || place <= type.scale; ++place, rest /= 10) {
        if (place == type.scale && place > 0) digits += '.';
        digits += static_cast<char>('0' + static_cast<int>(rest % 10));
      }
      if (negative) digits += '-';
      return {digits.rbegin(), digits.rend()};
    }
    default:
      return type.id == kind::uint64 ? fmt::format("{}", static_cast<std::uint64_t>(i)) : fmt::format("{}", narrow);
  }
}

value value_of_scalar(const Scalar& s, bodo::type type) {
  if (!s.has_value()) return missing();
  switch (s.type().id) {
    case kind::string: return text(*s.optional<std::string>());
    case kind::float32:
    case kind::float64: return real(*s.optional<double>());
    case kind::decimal: {
      const decimal_value v = *s.optional<decimal_value>();
      return value_of(v, type.id == kind::decimal || type.id == kind::float64 ? type : s.type());
    }
    case kind::boolean: return integer(*s.optional<bool>() ? 1 : 0);
    case kind::uint64: return value_of(*s.optional<std::uint64_t>(), type);
    case kind::date:
      return integer(std::chrono::floor<std::chrono::days>(*s.optional<std::chrono::sys_time<std::chrono::seconds>>())
                         .time_since_epoch()
                         .count());
    case kind::timestamp:
      return integer(s.optional<std::chrono::sys_time<std::chrono::nanoseconds>>()->time_since_epoch().count());
    case kind::duration: return integer(s.optional<std::chrono::nanoseconds>()->count());
    default: return value_of(*s.optional<std::int64_t>(), type);
  }
}

value rescaled(const decimal_value& v, int scale) {
  if (v.scale() <= scale) return integer(v.with_scale(scale).unscaled());
  int128 unscaled = v.unscaled();
  for (int digit = v.scale(); digit > scale; --digit) {
    if (unscaled % 10 != 0) return {failure{"a decimal has more digits than its column"}};
    unscaled /= 10;
  }
  return integer(unscaled);
}

}  // namespace bodo::check
