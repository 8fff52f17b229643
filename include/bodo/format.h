#pragma once
// fmt::print("{}", df): frames, series, scalars and schemas through fmt, where it is installed. They take a string's
// format specification.
#include <bodo/dataframe.h>
#include <bodo/scalar.h>
#include <bodo/schema.h>
#include <bodo/series.h>

#include <string>
#include <string_view>

namespace bodo {

// As `<<` prints them.
std::string to_string(const DataFrame& frame);
std::string to_string(const Series& series);
std::string to_string(const Scalar& scalar);
std::string to_string(const Schema& schema);

}  // namespace bodo

#if __has_include(<fmt/core.h>)
#include <fmt/core.h>

namespace bodo::detail {
template <class Value_>
struct text_formatter : fmt::formatter<std::string_view> {
  template <class Context_>
  auto format(const Value_& value, Context_& context) const {
    return fmt::formatter<std::string_view>::format(bodo::to_string(value), context);
  }
};
}  // namespace bodo::detail

template <>
struct fmt::formatter<bodo::DataFrame> : bodo::detail::text_formatter<bodo::DataFrame> {};
template <>
struct fmt::formatter<bodo::Series> : bodo::detail::text_formatter<bodo::Series> {};
template <>
struct fmt::formatter<bodo::ColumnRef> : bodo::detail::text_formatter<bodo::Series> {};
template <>
struct fmt::formatter<bodo::Scalar> : bodo::detail::text_formatter<bodo::Scalar> {};
template <>
struct fmt::formatter<bodo::Schema> : bodo::detail::text_formatter<bodo::Schema> {};
#endif
