#include "ConstantCode.h"

#include <vector>

namespace bodocc {

namespace {

Cpp scaled(Int128 v) {
  if (v >= INT64_MIN && v <= INT64_MAX) return Cpp::integer(static_cast<std::int64_t>(v));
  return Cpp::call("rt::wide", {Cpp::integer(static_cast<std::int64_t>(v >> 64)),
                                Cpp::literal(fmt::format("{}u", static_cast<std::uint64_t>(v)))});
}

// In the largest unit that it is a multiple of.
Cpp durationCode(std::int64_t ns) {
  struct Unit {
    std::int64_t length;
    const char* name;
  };
  constexpr std::int64_t second = 1'000'000'000;
  for (const Unit& unit : {Unit{86'400 * second, "days"},
                           {3'600 * second, "hours"},
                           {60 * second, "minutes"},
                           {second, "seconds"},
                           {1'000'000, "milliseconds"},
                           {1'000, "microseconds"}})
    if (ns != 0 && ns % unit.length == 0)
      return Cpp::call(fmt::format("rt::{}", unit.name), {Cpp::integer(ns / unit.length)});
  return Cpp::integer(ns);
}

Cpp dayCode(const char* function, std::int64_t days, std::int64_t timeOfDay) {
  const Date day = dateOf(days);
  std::vector<Cpp> args{Cpp::integer(day.year), Cpp::integer(day.month), Cpp::integer(day.day)};
  if (timeOfDay != 0) args.push_back(durationCode(timeOfDay));
  return Cpp::call(function, std::move(args));
}

}  // namespace

Cpp constantCode(const Constant& c, const ValueType& as) {
  if (c.missing()) return Cpp::braced(storageName(as));
  if (isString(as.type)) return Cpp::call("rt::text", {Cpp::literal(stringValue(std::get<std::string>(c.value)))});
  if (isDecimal(as.type)) {
    const auto decimal = asDecimal(c);
    if (!decimal) throw InternalError("a constant beside a decimal is no decimal");
    Int128 v = std::get<Int128>(decimal->value);
    for (int s = decimal->type.scale; s < as.type.scale; ++s) v *= 10;
    return scaled(v);
  }
  if (as.type.id == bodo::kind::date) return dayCode("rt::days_from_civil", std::get<std::int64_t>(c.value), 0);
  if (as.type.id == bodo::kind::duration) return durationCode(std::get<std::int64_t>(c.value));
  if (as.type.id == bodo::kind::timestamp) {
    const std::int64_t ns = std::get<std::int64_t>(c.value), timeOfDay = (ns % nsPerDay + nsPerDay) % nsPerDay;
    const std::int64_t days = ns / nsPerDay - (ns % nsPerDay < 0 ? 1 : 0);
    return dayCode("rt::time_from_civil", days, timeOfDay);
  }
  if (const bool* b = std::get_if<bool>(&c.value)) return Cpp::boolean(*b);
  if (const auto* i = std::get_if<std::int64_t>(&c.value))
    return isFloat(as.type) ? Cpp::literal(fmt::format("{}.0", *i)) : Cpp::integer(*i);
  if (const auto* u = std::get_if<std::uint64_t>(&c.value))
    return Cpp::literal(isFloat(as.type) ? fmt::format("{}.0", *u) : fmt::format("{}u", *u));
  if (const auto* d = std::get_if<double>(&c.value)) {
    if (*d != *d) return Cpp::call("__builtin_nan", {Cpp::literal("\"\"")});
    if (*d - *d != 0) {
      const Cpp infinity = Cpp::call("__builtin_inf", {});
      return *d > 0 ? infinity : Cpp::prefix("-", infinity);
    }
    std::string text = fmt::format("{}", *d);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return Cpp::literal(text);
  }
  throw InternalError(fmt::format("a constant of type {} where {} is needed", toString(c.type), toString(as)));
}

}  // namespace bodocc
