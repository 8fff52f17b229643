#pragma once
// The types of columns, shared by users' programs (`bodo::schema({{"A", bodo::int64}})`), the compiler and the
// runtime. Light: no standard header beyond <cstdint>.
#include <cstdint>

namespace bodo {

enum class kind : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  string,
  date,       // days since 1970-01-01
  timestamp,  // nanoseconds since 1970-01-01 00:00, no time zone
  duration,   // nanoseconds
  decimal,
  list,
};

// A column's logical type. `precision` and `scale` are a decimal's (1 to 38 digits, `scale` of them after the point),
// else 0. The schema, not the type, says whether values may be missing. `element` is the kind of a list's values, whose
// `precision` and `scale` are the list's own; any of them may be missing.
struct type {
  kind id = kind::int64;
  std::uint8_t precision = 0;
  std::uint8_t scale = 0;
  kind element = kind::boolean;

  friend constexpr bool operator==(const type&, const type&) = default;
};

inline constexpr type boolean{kind::boolean};
inline constexpr type int8{kind::int8};
inline constexpr type int16{kind::int16};
inline constexpr type int32{kind::int32};
inline constexpr type int64{kind::int64};
inline constexpr type uint8{kind::uint8};
inline constexpr type uint16{kind::uint16};
inline constexpr type uint32{kind::uint32};
inline constexpr type uint64{kind::uint64};
inline constexpr type float32{kind::float32};
inline constexpr type float64{kind::float64};
inline constexpr type string{kind::string};
inline constexpr type date{kind::date};
inline constexpr type timestamp{kind::timestamp};
inline constexpr type duration{kind::duration};

constexpr type decimal(int precision, int scale) {
  return {kind::decimal, static_cast<std::uint8_t>(precision), static_cast<std::uint8_t>(scale)};
}

// A list of values of a type that is no list.
constexpr type list(type of) { return {kind::list, of.precision, of.scale, of.id}; }
constexpr type element_of(type list) { return {list.element, list.precision, list.scale}; }

}  // namespace bodo
