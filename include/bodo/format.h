#pragma once
// fmt::print("{}", df): frames, series, scalars and schemas through fmt, if it is installed. They take a string's
// format specification.
#include <bodo/dataframe.h>
#include <bodo/scalar.h>
#include <bodo/schema.h>
#include <bodo/series.h>

#include <string>
#include <string_view>

namespace bodo {

// As `<<` prints them.
std::string to_string(const DataFrame& frame, const PrintOptions& options = {});
std::string to_string(const Series& series, const PrintOptions& options = {});
std::string to_string(const Scalar& scalar);
std::string to_string(const Schema& schema);

}  // namespace bodo

#if __has_include(<fmt/core.h>)
#include <fmt/core.h>

namespace bodo::detail {
// Formats the text again with the specification as it stands: fmt's own formatter of strings is defined in
// <fmt/format.h> only, which takes long to compile.
template <class Value_>
struct text_formatter {
  constexpr auto parse(fmt::format_parse_context& context) {
    const char* end = context.begin();
    while (end != context.end() && *end != '}') ++end;
    specification_ = std::string_view(context.begin(), static_cast<std::size_t>(end - context.begin()));
    return end;
  }
  template <class Context_>
  auto format(const Value_& value, Context_& context) const {
    const std::string text = bodo::to_string(value);
    auto out = context.out();
    for (const char c : fmt::vformat("{:" + std::string(specification_) + "}", fmt::make_format_args(text))) *out++ = c;
    return out;
  }

 private:
  std::string_view specification_;
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
