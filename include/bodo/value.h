#pragma once
// Values as operands next to series: `Value` is made of a number, a string, a date, a time, a duration, a decimal, a
// scalar or std::nullopt, `Operand` is a value or a series, and `decimal_value` is the parameter and result type of
// users' functions on columns of decimals.
#include <bodo/detail.h>

#include <compare>
#include <cstdint>
#include <optional>

namespace bodo {

namespace detail {
[[noreturn]] void decimal_overflow();  // throws: the result has more than 38 digits
}  // namespace detail

// An exact decimal number: `unscaled` times ten to the power of minus `scale`, up to 38 digits.
class decimal_value {
 public:
  constexpr decimal_value() = default;
  constexpr decimal_value(detail::int128 unscaled, int scale) : unscaled_(unscaled), scale_(scale) {}

  constexpr detail::int128 unscaled() const { return unscaled_; }
  constexpr int scale() const { return scale_; }

  // The nearest double.
  constexpr explicit operator double() const {
    double power = 1;
    for (int digit = 0; digit < scale_; ++digit) power *= 10;
    return static_cast<double>(unscaled_) / power;
  }

  // The same value with more digits after the point; throws if it does not fit.
  constexpr decimal_value with_scale(int scale) const {
    decimal_value wider = *this;
    for (; wider.scale_ < scale; ++wider.scale_)
      if (__builtin_mul_overflow(wider.unscaled_, detail::int128{10}, &wider.unscaled_)) detail::decimal_overflow();
    return wider;
  }

  friend constexpr decimal_value operator-(const decimal_value& a) { return {-a.unscaled_, a.scale_}; }
  friend constexpr decimal_value operator+(const decimal_value& a, const decimal_value& b) {
    decimal_value left = a.with_scale(b.scale_);
    if (__builtin_add_overflow(left.unscaled_, b.with_scale(a.scale_).unscaled_, &left.unscaled_))
      detail::decimal_overflow();
    return left;
  }
  friend constexpr decimal_value operator-(const decimal_value& a, const decimal_value& b) { return a + -b; }
  friend constexpr decimal_value operator*(const decimal_value& a, const decimal_value& b) {
    decimal_value product(0, a.scale_ + b.scale_);
    if (__builtin_mul_overflow(a.unscaled_, b.unscaled_, &product.unscaled_)) detail::decimal_overflow();
    return product;
  }
  friend constexpr bool operator==(const decimal_value& a, const decimal_value& b) { return (a <=> b) == 0; }
  friend constexpr std::strong_ordering operator<=>(const decimal_value& a, const decimal_value& b) {
    return a.with_scale(b.scale_).unscaled_ <=> b.with_scale(a.scale_).unscaled_;
  }

 private:
  detail::int128 unscaled_ = 0;
  int scale_ = 0;
};

inline namespace annotated {

// A value as an operand of an operation on series.
class Value {
 public:
  template <detail::number Number_>
  Value(Number_ value);
  template <detail::string_like String_>
  Value(const String_& value);
  template <detail::chrono_value Time_>
  Value(const Time_& value);
  Value(const decimal_value& value);
  Value(const Scalar& value);
  Value(std::nullopt_t missing);
  template <class Value_>
    requires std::convertible_to<const Value_&, Value>
  Value(const std::optional<Value_>& value);  // missing if it is empty
  template <detail::character Character_>
  Value(Character_) BODO_DELETED("columns hold strings, not characters: write it in double quotes");
};

// A series or a value.
class Operand {
 public:
  Operand(const Series& series);
  template <class Value_>
    requires std::convertible_to<const Value_&, Value> && (!std::derived_from<Value_, Series>)
  Operand(const Value_& value);
};

}  // namespace annotated

}  // namespace bodo
