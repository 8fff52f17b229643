#pragma once
// The result of a reduction: one value, which may be missing, and whose type bodocc knows from the columns. In
// annotated functions it may be used in operations, arithmetic and conditions, which bodocc compiles to plain C++;
// outside it can be printed and converted. An implicit conversion keeps the value, or is an error; a cast, as in
// static_cast<int>(mean), truncates, but a value out of range is an error. Converting a missing value to a plain type
// is an error (NaN for floating-point targets); `optional<T>()` accepts it.
#include <bodo/detail.h>
#include <bodo/value.h>
#include <bit>

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <bodo/types.h>

namespace bodo {

namespace detail {
// The implicit conversions of a scalar, and those by casts, which match better there since their targets are more
// constrained. (In one class, both would have the same symbol.)
struct uncast_scalar {
  template <scalar_target Target_>
  operator Target_() const;
};
struct cast_scalar {
  template <cast_target Target_>
  explicit operator Target_() const;
};
}  // namespace detail

class Scalar : public detail::uncast_scalar, public detail::cast_scalar {
 public:
  Scalar();  // missing
  template <detail::plain_value Value_>
    requires(!detail::chrono_date<Value_>)
  explicit Scalar(const Value_& value) : Scalar(made_of(value)) {}
  explicit Scalar(std::nullopt_t);
  Scalar(const Scalar& other);
  Scalar(Scalar&& other) noexcept;
  Scalar& operator=(const Scalar& other);
  Scalar& operator=(Scalar&& other) noexcept;
  ~Scalar();

  template <detail::scalar_target Target_>
  [[nodiscard]] std::optional<Target_> optional() const {
    if (!has_value()) return std::nullopt;
    return get<Target_>(false);
  }
  [[nodiscard]] bool has_value() const;
  [[nodiscard]] bodo::type type() const;

  // Made by emitted code: a value of `type` in 64 bits, or for decimals in two words, the low one first.
  static Scalar of(bodo::type type, std::uint64_t low, std::uint64_t high = 0);
  static Scalar of(double value);
  static Scalar of(std::string_view text);
  static Scalar missing(bodo::type type);

 private:
  friend detail::uncast_scalar;
  friend detail::cast_scalar;

  // Conversions are compiled once in the runtime, by the kind of target. They throw if the value is out of range, and,
  // with `exact`, if it would change.
  std::int64_t as_int64(std::int64_t smallest, std::int64_t largest, bool exact) const;
  std::uint64_t as_uint64(std::uint64_t largest, bool exact) const;
  double as_double() const;
  float as_float(bool exact) const;
  bool as_bool(bool exact) const;
  std::string_view as_text() const;
  decimal_value as_decimal() const;
  std::int64_t as_duration() const;  // nanoseconds
  detail::int128 as_time() const;    // nanoseconds since 1970, of a date too

  template <class Target_>
  Target_ get(bool exact) const;
  template <class Value_>
  static Scalar made_of(const Value_& value);
  template <class Period_>
  static std::uint64_t nanoseconds_of(std::int64_t ticks) {
    const auto wide = detail::int128{ticks} * Period_::num * (1'000'000'000 / Period_::den);
    if (wide != static_cast<std::int64_t>(wide)) detail::does_not_hold_time();
    return static_cast<std::uint64_t>(wide);
  }

  bodo::type type_;
  bool known_ = false;
  std::uint64_t words_[2] = {0, 0};  // the value, or a pointer to a string that this scalar owns and its length
};

std::ostream& operator<<(std::ostream& out, const Scalar& scalar);

// Arithmetic and comparisons. Templates that match the other operand exactly, so that neither Scalar's conversions nor
// Value's constructors compete with them.
inline namespace annotated {

// clang-format off
#define BODO_SCALAR_ARITHMETIC(op)                                                                          \
  Scalar operator op(const Scalar& left, const Scalar& right);                                              \
  template <detail::plain_value Value_> Scalar operator op(const Scalar& left, const Value_& right);        \
  template <detail::plain_value Value_> Scalar operator op(const Value_& left, const Scalar& right);        \
  Scalar& operator op##=(Scalar& left, const Scalar& right);                                                \
  template <detail::plain_value Value_> Scalar& operator op##=(Scalar& left, const Value_& right);          \
  template <detail::number Number_> Number_& operator op##=(Number_& left, const Scalar& right);
#define BODO_SCALAR_COMPARISON(op)                                                                          \
  bool operator op(const Scalar& left, const Scalar& right);                                                \
  template <detail::plain_value Value_> bool operator op(const Scalar& left, const Value_& right);          \
  template <detail::plain_value Value_> bool operator op(const Value_& left, const Scalar& right);

BODO_SCALAR_ARITHMETIC(+)
BODO_SCALAR_ARITHMETIC(-)
BODO_SCALAR_ARITHMETIC(*)
BODO_SCALAR_ARITHMETIC(/)
BODO_SCALAR_ARITHMETIC(%)
BODO_SCALAR_COMPARISON(==)
BODO_SCALAR_COMPARISON(!=)
BODO_SCALAR_COMPARISON(<)
BODO_SCALAR_COMPARISON(<=)
BODO_SCALAR_COMPARISON(>)
BODO_SCALAR_COMPARISON(>=)
// clang-format on
#undef BODO_SCALAR_ARITHMETIC
#undef BODO_SCALAR_COMPARISON

Scalar operator-(const Scalar& operand);

}  // namespace annotated

template <class Target_>
Target_ Scalar::get([[maybe_unused]] bool exact) const {
  if constexpr (std::same_as<Target_, bool>) {
    return as_bool(exact);
  } else if constexpr (std::same_as<Target_, float>) {
    return as_float(exact);
  } else if constexpr (std::floating_point<Target_>) {
    return static_cast<Target_>(as_double());
  } else if constexpr (std::signed_integral<Target_>) {
    constexpr auto bits = 8 * sizeof(Target_) - 1;
    constexpr auto largest = static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1);
    return static_cast<Target_>(as_int64(-largest - 1, largest, exact));
  } else if constexpr (std::unsigned_integral<Target_>) {
    return static_cast<Target_>(as_uint64(~std::uint64_t{0} >> (64 - 8 * sizeof(Target_)), exact));
  } else if constexpr (std::same_as<Target_, std::string> || std::same_as<Target_, std::string_view>) {
    return Target_(as_text());
  } else if constexpr (std::same_as<Target_, decimal_value>) {
    return as_decimal();
  } else if constexpr (detail::chrono_duration<Target_>) {
    return detail::duration_of<Target_>(as_duration(), exact);
  } else {
    return Target_(detail::since_1970{as_time(), exact});
  }
}

template <detail::scalar_target Target_>
detail::uncast_scalar::operator Target_() const {
  return static_cast<const Scalar&>(*this).get<Target_>(true);
}
template <detail::cast_target Target_>
detail::cast_scalar::operator Target_() const {
  return static_cast<const Scalar&>(*this).get<Target_>(false);
}

template <class Value_>
Scalar Scalar::made_of(const Value_& value) {
  if constexpr (std::same_as<Value_, bool>) {
    return of(boolean, value ? 1 : 0);
  } else if constexpr (std::floating_point<Value_>) {
    if constexpr (std::same_as<Value_, float>)
      return of(float32, std::bit_cast<std::uint64_t>(static_cast<double>(value)));
    else
      return of(static_cast<double>(value));
  } else if constexpr (std::integral<Value_>) {
    return of(std::signed_integral<Value_> ? int64 : uint64, static_cast<std::uint64_t>(value));
  } else if constexpr (std::same_as<Value_, decimal_value>) {
    return of(decimal(38, value.scale()), static_cast<std::uint64_t>(value.unscaled()),
              static_cast<std::uint64_t>(value.unscaled() >> 64));
  } else if constexpr (detail::chrono_time_point<Value_>) {
    using period_ = typename Value_::period;
    const auto ticks = static_cast<std::int64_t>(value.time_since_epoch().count());
    if constexpr (period_::num >= 86'400 && period_::den == 1)
      return of(date, static_cast<std::uint64_t>(ticks * (period_::num / 86'400)));
    else
      return of(timestamp, nanoseconds_of<period_>(ticks));
  } else if constexpr (detail::chrono_duration<Value_>) {
    return of(duration, nanoseconds_of<typename Value_::period>(static_cast<std::int64_t>(value.count())));
  } else {
    return of(std::string_view(value));
  }
}

}  // namespace bodo
