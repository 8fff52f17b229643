// bodo::Scalar in ordinary code: copying, conversions, printing.
#include <bodo/error.h>
#include <bodo/format.h>
#include <bodo/scalar.h>
#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <ostream>
#include <string>
#include <utility>

#include "bodo/rt/decimal.h"
#include "bodo/rt/memory.h"
#include "columns/value_text.h"
#include "frames/frame_handle.h"

namespace bodo {

void detail::decimal_overflow() { rt::fail_in("decimal", "the result has more than 38 digits"); }

Scalar::Scalar() : type_{} {}
Scalar::Scalar(std::nullopt_t) : type_{} {}

Scalar::Scalar(const Scalar& other) : type_(other.type_), known_(other.known_) {
  if (known_ && type_.id == kind::string)
    *this = of(other.as_text());
  else
    std::memcpy(words_, other.words_, sizeof words_);
}
Scalar::Scalar(Scalar&& other) noexcept : type_(other.type_), known_(std::exchange(other.known_, false)) {
  std::memcpy(words_, other.words_, sizeof words_);
}
Scalar& Scalar::operator=(const Scalar& other) { return *this = Scalar(other); }
Scalar& Scalar::operator=(Scalar&& other) noexcept {
  std::swap(type_, other.type_);
  std::swap(known_, other.known_);
  std::swap(words_, other.words_);
  return *this;
}
Scalar::~Scalar() {
  if (known_ && type_.id == kind::string) delete[] std::bit_cast<char*>(words_[0]);
}

Scalar Scalar::of(bodo::type type, std::uint64_t low, std::uint64_t high) {
  Scalar s;
  s.type_ = type;
  s.known_ = true;
  s.words_[0] = low;
  s.words_[1] = high;
  return s;
}
Scalar Scalar::of(double value) { return of(float64, std::bit_cast<std::uint64_t>(value)); }
Scalar Scalar::of(std::string_view text) {
  char* const copy = new char[text.size() + 1];
  rt::copy_bytes(copy, text.data(), text.size());
  return of(string, std::bit_cast<std::uint64_t>(copy), text.size());
}
Scalar Scalar::missing(bodo::type type) {
  Scalar s;
  s.type_ = type;
  return s;
}

bool Scalar::has_value() const { return known_; }
type Scalar::type() const { return type_; }

namespace {

bool is_integer(type t) { return t.id >= kind::int8 && t.id <= kind::uint64; }
bool is_float(type t) { return t.id == kind::float32 || t.id == kind::float64; }

[[noreturn]] void no_conversion(type t, const char* target) {
  rt::fail_in("Scalar", fmt::format("a value of type {} does not convert to {}", to_string(t), target));
}
void need_value(bool known) {
  if (!known) rt::fail_in("Scalar", "the value is missing: take it by optional<T>(), or ask has_value() before");
}

rt::int128 wide(const std::uint64_t* words) {
  return static_cast<rt::int128>(static_cast<rt::uint128>(words[1]) << 64 | words[0]);
}
// Decimals up to 18 digits may be given in 64 bits.
rt::int128 unscaled(type t, const std::uint64_t* words) {
  return t.precision <= 18 ? rt::int128{static_cast<std::int64_t>(words[0])} : wide(words);
}

[[noreturn]] void changes(const std::string& value, const char* target, const char* cast) {
  rt::fail_in("Scalar", fmt::format("{} would change as {}: write {} to convert it all the same", value, target, cast));
}

// A number's whole part, which may exceed 64 bits; `exact`: an error if there is a fraction.
rt::int128 whole_part(type t, const std::uint64_t* words, const char* target, bool exact) {
  if (t.id == kind::uint64) return words[0];
  if (is_integer(t) || t.id == kind::boolean) return static_cast<std::int64_t>(words[0]);
  if (t.id == kind::decimal) {
    rt::int128 value = unscaled(t, words);
    for (int digit = 0; digit < t.scale; ++digit, value /= 10)
      if (exact && value % 10 != 0)
        changes(rt::decimal_text(unscaled(t, words), t.scale), target, "static_cast<std::int64_t>(...)");
    return value;
  }
  if (!is_float(t)) no_conversion(t, target);
  const auto value = std::bit_cast<double>(words[0]);
  if (!(std::abs(value) < 1e30))
    rt::fail_in("Scalar", fmt::format("{} is beyond the range of {}", rt::number_text(value), target));
  if (exact && value != std::trunc(value)) changes(rt::number_text(value), target, "static_cast<std::int64_t>(...)");
  return static_cast<rt::int128>(value);
}

[[noreturn]] void beyond(rt::int128 value, const char* target) {
  rt::fail_in("Scalar", fmt::format("{} is beyond the range of {}", rt::integer_text(value), target));
}

}  // namespace

std::int64_t Scalar::as_int64(std::int64_t smallest, std::int64_t largest, bool exact) const {
  need_value(known_);
  const rt::int128 value = whole_part(type_, words_, "an integer", exact);
  if (value < smallest || value > largest) beyond(value, "the integer type that takes it");
  return static_cast<std::int64_t>(value);
}

std::uint64_t Scalar::as_uint64(std::uint64_t largest, bool exact) const {
  need_value(known_);
  const rt::int128 value = whole_part(type_, words_, "an unsigned integer", exact);
  if (value < 0 || value > largest) beyond(value, "the unsigned integer type that takes it");
  return static_cast<std::uint64_t>(value);
}

double Scalar::as_double() const {
  if (!known_) return std::numeric_limits<double>::quiet_NaN();
  if (is_float(type_)) return std::bit_cast<double>(words_[0]);
  if (type_.id == kind::decimal) return rt::decimal_to_double(unscaled(type_, words_), type_.scale);
  if (type_.id == kind::uint64) return static_cast<double>(words_[0]);
  if (is_integer(type_) || type_.id == kind::boolean) return static_cast<double>(static_cast<std::int64_t>(words_[0]));
  no_conversion(type_, "a floating-point number");
}

float Scalar::as_float(bool exact) const {
  const double value = as_double();
  const auto narrow = static_cast<float>(value);
  if (exact && !std::isnan(value) && static_cast<double>(narrow) != value)
    changes(rt::number_text(value), "a float", "static_cast<float>(...)");
  return narrow;
}

bool Scalar::as_bool(bool exact) const {
  need_value(known_);
  if (exact && type_.id != kind::boolean && (is_integer(type_) || is_float(type_) || type_.id == kind::decimal))
    changes("a number", "a bool", "x != 0, or static_cast<bool>(...)");
  if (is_float(type_)) return std::bit_cast<double>(words_[0]) != 0;
  if (type_.id == kind::decimal) return unscaled(type_, words_) != 0;
  if (is_integer(type_) || type_.id == kind::boolean) return words_[0] != 0;
  no_conversion(type_, "bool");
}

std::string_view Scalar::as_text() const {
  need_value(known_);
  if (type_.id != kind::string) no_conversion(type_, "a string");
  return {std::bit_cast<const char*>(words_[0]), words_[1]};
}

decimal_value Scalar::as_decimal() const {
  need_value(known_);
  if (type_.id == kind::decimal) return {unscaled(type_, words_), type_.scale};
  if (is_integer(type_)) return {whole_part(type_, words_, "a decimal", true), 0};
  no_conversion(type_, "a decimal");
}

std::int64_t Scalar::as_duration() const {
  need_value(known_);
  if (type_.id != kind::duration) no_conversion(type_, "a duration");
  return static_cast<std::int64_t>(words_[0]);
}

void detail::does_not_hold_time() {
  rt::fail_in("Scalar", "the time is beyond what its type holds (64 bits of nanoseconds: the years 1677 to 2262)");
}

void detail::time_is_finer() {
  rt::fail_in("Scalar",
              "the time is finer than the unit that takes it: write static_cast<std::chrono::sys_days>(...), or the "
              "type at hand, to round it down");
}

detail::int128 Scalar::as_time() const {
  need_value(known_);
  constexpr std::int64_t day = 86'400'000'000'000;
  if (type_.id == kind::date) return detail::int128{static_cast<std::int64_t>(words_[0])} * day;
  if (type_.id != kind::timestamp) no_conversion(type_, "a point in time");
  return static_cast<std::int64_t>(words_[0]);
}

std::string to_string(const Scalar& scalar) {
  if (!scalar.has_value()) return "<NA>";
  const type t = scalar.type();
  switch (t.id) {
    case kind::boolean: return static_cast<bool>(scalar) ? "True" : "False";
    case kind::uint64: return fmt::format("{}", static_cast<std::uint64_t>(scalar));
    case kind::float32: return rt::number_text(static_cast<float>(static_cast<double>(scalar)));
    case kind::float64: return rt::number_text(static_cast<double>(scalar));
    case kind::string: return std::string(static_cast<std::string_view>(scalar));
    case kind::date: return rt::date_text(std::chrono::sys_days(scalar).time_since_epoch().count());
    case kind::timestamp:
      return rt::timestamp_text(std::chrono::sys_time<std::chrono::nanoseconds>(scalar).time_since_epoch().count());
    case kind::duration: {
      const std::chrono::nanoseconds span = scalar;  // chrono's own constructor would convert it to a number
      return rt::duration_text(span.count());
    }
    case kind::decimal: {
      const auto value = static_cast<decimal_value>(scalar);
      return rt::decimal_text(value.unscaled(), value.scale());
    }
    default: return fmt::format("{}", static_cast<std::int64_t>(scalar));
  }
}

std::ostream& operator<<(std::ostream& out, const Scalar& scalar) { return out << to_string(scalar); }

}  // namespace bodo
