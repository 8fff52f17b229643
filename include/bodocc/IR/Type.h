// Types of columns and scalars: the logical type that users see, whether values may be missing, and the range of the
// values if it is known while compiling. Constants of these types, and their text.
#pragma once

#include <bodo/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bodocc {

__extension__ using Int128 = __int128;

struct ValueType {
  bodo::type type;
  bool nullable = false;
  bool coded = false;                                               // strings: held as codes into a dictionary
  std::optional<std::pair<std::int64_t, std::int64_t>> range = {};  // of all values, ends included (month: 1 to 12)

  friend bool operator==(const ValueType&, const ValueType&) = default;
};

bool isInteger(bodo::type t);
bool isSigned(bodo::type t);
bool isFloat(bodo::type t);
bool isDecimal(bodo::type t);
bool isNumber(bodo::type t);    // integers, floats, decimals
bool isTemporal(bodo::type t);  // date, timestamp, duration
bool isString(bodo::type t);
bool isList(bodo::type t);
bool isBytes(bodo::type t);  // held as rt::text: strings and lists
bool isBoolean(bodo::type t);

// As C++ of the program's headers: "bodo::decimal(12, 2)".
std::string typeCode(bodo::type t);

// True if every value of `from` is a value of `to`, where a float64 counts as if it held all numbers, a timestamp all
// dates.
bool holdsAll(bodo::type to, bodo::type from);

std::string toString(bodo::type t);        // "decimal(15,2)", as users write it
std::string toString(const ValueType& t);  // "int64?" if values may be missing; "string coded"

// The C++ type that emitted code holds such values in: "std::int64_t", "rt::text", "rt::int128"; coded strings are held
// as "std::int32_t".
std::string storageName(const ValueType& t);

// The range of the values of an integer, boolean, date or coded column, else that of its type if it has at most 16
// bits.
std::optional<std::pair<std::int64_t, std::int64_t>> rangeOf(const ValueType& t);

// The type that users call so in astype("float64"); nullopt if there is none.
std::optional<bodo::type> typeNamed(std::string_view name);

inline constexpr std::int64_t nsPerDay = 86'400'000'000'000;

struct Date {
  std::int64_t year;
  unsigned month, day;
};
// Days since 1970-01-01 as a date of the proleptic Gregorian calendar.
Date dateOf(std::int64_t days);

// A value known while compiling. Dates are days, timestamps and durations nanoseconds, decimals scaled integers.
// `std::monostate` is the missing value, several strings a list of them. `spelling` is a number as the user wrote it:
// beside a decimal, 0.05 is exact.
struct Constant {
  bodo::type type;
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, Int128, std::string, std::vector<std::string>>
      value;
  std::string spelling = {};

  bool missing() const { return std::holds_alternative<std::monostate>(value); }
};

std::string toString(const Constant& c);

// The constant as a decimal, exactly as spelled; nullopt if it is not a decimal number of at most 38 digits.
std::optional<Constant> asDecimal(const Constant& c);

// Bytes of a value in memory; of a string without its characters beyond the first twelve.
std::int64_t bytesOf(const ValueType& t);

struct Field {
  std::string name;
  ValueType type;

  friend bool operator==(const Field&, const Field&) = default;
};

using Schema = std::vector<Field>;

std::string toString(const Schema& s);  // "{A: int64, B: string?}"

// A C++ type of the user's program: how it is spelled, and what it is under its aliases.
struct CppType {
  enum class Kind {
    Other,
    Void,
    Boolean,
    Integer,
    Float,
    Decimal,     // bodo::decimal_value
    String,      // owns its characters
    StringView,  // does not
    Time,        // of std::chrono
    Scalar,      // bodo::Scalar
    Series,      // bodo::Series
    Array        // bodo::Array
  };
  std::string text;       // at namespace scope: "int", "std::optional<double>", "finance::Money"
  Kind kind{};            // of a std::optional: what it holds
  std::string held = {};  // of a std::optional: the type that it holds
  bool lvalue = false;    // an lvalue reference
  bool pointer = false;

  bool optional() const { return !held.empty(); }
  // What a value converts to.
  const std::string& target() const { return optional() ? held : text; }
  friend bool operator==(const CppType&, const CppType&) = default;
};
// The C++ type of a single value, to which a reduction's result is converted if the user's code gives it no type.
CppType cppTypeOf(const bodo::type& type);
CppType optionalOf(const CppType& type);  // std::optional<type>
CppType scalarClass();                    // bodo::Scalar

}  // namespace bodocc
