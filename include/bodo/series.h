#pragma once
// A column: `Series`, `ColumnRef` (the result of `df["A"]` on a modifiable frame, which can be assigned), and the
// groups of operations on strings, dates and windows. Apart from copying, size and printing, all of it exists only in
// annotated functions.
#include <bodo/detail.h>
#include <bodo/handle.h>
#include <bodo/options.h>
#include <bodo/scalar.h>
#include <bodo/types.h>
#include <bodo/value.h>

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <string_view>

namespace bodo {

namespace detail {

struct replaced_value {
  Value from;
  Value to;
};

}  // namespace detail

inline namespace annotated {

class StringSeries;
class DateSeries;
class RollingSeries;
class EwmSeries;
class ColumnRef;

class Series {
 public:
  // Number of rows on all ranks.
  BODO_SAME BODO_ORDINARY std::int64_t size() const;
  BODO_SAME BODO_ORDINARY bool empty() const { return size() == 0; }

  Series operator[](const Series& mask) const;
  template <std::integral Integer_>
  Series operator[](Integer_) const
      BODO_DELETED("rows are spread over the ranks: slice(begin, end) takes some, first() the first value");
  Series head(std::int64_t n = 5) const;
  Series tail(std::int64_t n = 5) const;
  Series slice(std::int64_t begin, std::int64_t end) const;
  Series sample(std::int64_t n, const SampleOptions& options = {}) const;
  Series sample(const FractionOptions& options) const;
  Series drop_duplicates() const;
  Series duplicated(const DuplicateOptions& options = {}) const;
  Series dropna() const;
  Series sort_values(const SortOptions& options = {}) const;
  Series nlargest(std::int64_t n = 5) const;
  Series nsmallest(std::int64_t n = 5) const;

  Series abs() const;
  Series round(int digits = 0) const;  // half to even
  Series where(const Series& condition) const;
  Series where(const Series& condition, const Operand& otherwise) const;
  Series mask(const Series& condition) const;
  Series mask(const Series& condition, const Operand& otherwise) const;
  Series pow(const Operand& exponent) const;
  Series clip(const Operand& low, const Operand& high) const;
  Series between(const Operand& low, const Operand& high) const;  // both ends included
  Series isna() const;
  Series notna() const;
  Series fillna(const Operand& value) const;
  Series isin(std::initializer_list<Value> values) const;
  Series isin(const Series& values) const;
  Series replace(std::initializer_list<detail::replaced_value> values) const;
  Series astype(std::string_view type_name, const CastOptions& options = {}) const;
  Series astype(bodo::type column_type, const CastOptions& options = {}) const;

  StringSeries str() const;
  DateSeries dt() const;

  // A lambda or a function on plain C++ values; a parameter of type std::optional sees missing values.
  template <class Function_>
  Series map(Function_ function) const;
  // The second value of the pair whose first one equals the value; missing, if there is none.
  Series map(std::initializer_list<detail::replaced_value> values) const;
  // A value for each one in the std::vector, other container or std::optional that the function returns.
  template <class Function_>
  Series flat_map(Function_ function) const;
  // The values of lists; a list without values, or a missing one, gives a missing value.
  Series explode() const;

  Scalar sum() const;
  Scalar mean() const;
  Scalar min() const;
  Scalar max() const;
  Scalar count() const;
  Scalar nunique() const;
  Scalar std() const;
  Scalar var() const;
  Scalar median() const;
  Scalar quantile(double q = 0.5) const;
  DataFrame quantile(std::initializer_list<double> parts) const;
  DataFrame describe() const;
  Scalar any() const;
  Scalar all() const;
  Scalar first() const;
  Scalar last() const;
  Scalar idxmin() const;
  Scalar idxmax() const;
  Scalar corr(const Series& other) const;
  Scalar cov(const Series& other) const;
  Scalar prod() const;
  Scalar skew() const;
  Series mode() const;

  Series rank(const RankOptions& options = {}) const;
  DataFrame value_counts(const CountOptions& options = {}) const;

  Series cumsum() const;
  Series cumprod() const;
  Series cummin() const;
  Series cummax() const;
  Series shift(std::int64_t periods = 1, const ShiftOptions& options = {}) const;
  Series shift(const ShiftOptions& options) const;
  Series diff(std::int64_t periods = 1) const;
  Series pct_change(std::int64_t periods = 1) const;
  Series ffill(const FillOptions& options = {}) const;
  Series bfill(const FillOptions& options = {}) const;
  Series interpolate() const;
  RollingSeries rolling(std::int64_t window, const RollingOptions& options = {}) const;
  template <detail::string_like String_>
  RollingSeries rolling(const String_&, const RollingOptions& = {}) const
      BODO_DELETED("windows of time need a column of times: df.rolling(\"7d\", {.on = \"day\"})[\"A\"]");
  EwmSeries ewm(const EwmOptions& options) const;

  Series& operator+=(const Operand& operand);
  Series& operator-=(const Operand& operand);
  Series& operator*=(const Operand& operand);
  Series& operator/=(const Operand& operand);
  Series& operator%=(const Operand& operand);

 protected:
  explicit Series(detail::handle&& column) noexcept : column_(static_cast<detail::handle&&>(column)) {}
  BODO_ORDINARY detail::array_part part() const noexcept { return detail::part_of(column_); }

 private:
  friend struct detail::access;
  friend struct detail::column_init;
  friend class ColumnRef;
  Series mapped() const;
  Series flat_mapped() const;

  detail::handle column_;
};

// Defined, because compilers warn of declarations that cannot be defined elsewhere, as with a local lambda's type.
template <class Function_>
Series Series::map(Function_) const {
  return mapped();
}
template <class Function_>
Series Series::flat_map(Function_) const {
  return flat_mapped();
}

// A column of a frame that can be assigned. The assignment is for the expression `df["A"] = …` alone: a variable that
// was initialised with `df["A"]` is the column's value, and assigning it must not look as if it changed the frame.
class ColumnRef : public Series {
 public:
  ColumnRef(const ColumnRef&) = default;

  void operator=(const Series& series) &&;
  void operator=(const ColumnRef& series) &&;
  void operator=(const Value& value) &&;
  void operator+=(const Operand& operand) &&;
  void operator-=(const Operand& operand) &&;
  void operator*=(const Operand& operand) &&;
  void operator/=(const Operand& operand) &&;
  void operator%=(const Operand& operand) &&;

  // clang-format off
  template <class Any_> void operator=(const Any_&) & BODO_DELETED("this variable holds a column's value, and assigning it would not change the frame: assign df[\"name\"], or declare the variable as bodo::Series");
  template <class Any_> void operator+=(const Any_&) & BODO_DELETED("this variable holds a column's value, and assigning it would not change the frame: assign df[\"name\"], or declare the variable as bodo::Series");
  template <class Any_> void operator-=(const Any_&) & BODO_DELETED("this variable holds a column's value, and assigning it would not change the frame: assign df[\"name\"], or declare the variable as bodo::Series");
  template <class Any_> void operator*=(const Any_&) & BODO_DELETED("this variable holds a column's value, and assigning it would not change the frame: assign df[\"name\"], or declare the variable as bodo::Series");
  template <class Any_> void operator/=(const Any_&) & BODO_DELETED("this variable holds a column's value, and assigning it would not change the frame: assign df[\"name\"], or declare the variable as bodo::Series");
  // clang-format on
};

class StringSeries {
 public:
  Series lower() const;
  Series upper() const;
  Series title() const;
  Series capitalize() const;
  Series strip(std::string_view characters = {}) const;  // without arguments: white space
  Series lstrip(std::string_view characters = {}) const;
  Series rstrip(std::string_view characters = {}) const;
  Series removeprefix(std::string_view prefix) const;
  Series removesuffix(std::string_view suffix) const;
  Series pad(std::int64_t width, const PadOptions& options = {}) const;
  Series zfill(std::int64_t width) const;
  Series repeat(std::int64_t times) const;
  Series len() const;
  Series slice(std::int64_t begin, std::int64_t end) const;
  Series get(std::int64_t i) const;  // negative numbers count from the end
  Series find(std::string_view part) const;
  Series rfind(std::string_view part) const;
  Series count(std::string_view pattern, const PatternOptions& options = {}) const;
  Series contains(std::string_view pattern, const PatternOptions& options = {}) const;
  Series replace(std::string_view pattern, std::string_view by, const PatternOptions& options = {}) const;
  Series match(std::string_view regex) const;  // anchored at the start
  Series fullmatch(std::string_view regex) const;
  Series extract(std::string_view regex, std::int64_t group = 1) const;
  Series startswith(std::string_view prefix) const;
  Series endswith(std::string_view suffix) const;
  Series like(std::string_view pattern) const;  // SQL's % and _
  // All parts, as a list; without a separator the words between white space.
  Series split(const SplitOptions& options = {}) const;
  Series split(std::string_view separator, const SplitOptions& options = {}) const;
  Series rsplit(std::string_view separator, const SplitOptions& options = {}) const;
  // One part, from 0; negative numbers count from the last.
  Series split(std::string_view separator, std::int64_t part, const SplitOptions& options = {}) const;
  Series rsplit(std::string_view separator, std::int64_t part, const SplitOptions& options = {}) const;
  Series cat(const Operand& other) const;
  Series isalpha() const;
  Series isdigit() const;
  Series isalnum() const;
  Series isspace() const;
  Series isupper() const;
  Series islower() const;
};

class DateSeries {
 public:
  Series year() const;
  Series month() const;
  Series day() const;
  Series hour() const;
  Series minute() const;
  Series second() const;
  Series dayofweek() const;  // Monday is 0
  Series dayofyear() const;
  Series quarter() const;
  Series week() const;  // ISO 8601's, which belongs to isoyear()
  Series isoyear() const;
  Series microsecond() const;  // of the second
  Series nanosecond() const;   // of the microsecond
  Series days_in_month() const;
  Series is_leap_year() const;
  Series is_month_start() const;
  Series is_month_end() const;
  Series is_quarter_start() const;
  Series is_quarter_end() const;
  Series is_year_start() const;
  Series is_year_end() const;
  Series date() const;
  // To multiples of a unit: "15min", "h", "d", "w" (from Monday); floor also "mo", "q", "y".
  Series floor(std::string_view unit) const;
  Series ceil(std::string_view unit) const;
  Series round(std::string_view unit) const;
  Series epoch(std::string_view unit = "s") const;  // since 1970, as whole d, s, ms, us or ns
  Series strftime(std::string_view format) const;
  Series month_name() const;
  Series day_name() const;
  // Of durations.
  Series total_seconds() const;
  Series days() const;
};

class RollingSeries {
 public:
  Series sum() const;
  Series mean() const;
  Series min() const;
  Series max() const;
  Series std() const;
  Series var() const;
  Series median() const;
  Series quantile(double q = 0.5) const;
  Series count() const;
};

// Windows of the rows of a frame or of groups, before their column is chosen.
class RollingFrame {
 public:
  template <detail::string_like String_>
  RollingSeries operator[](const String_& column) const;
};

class EwmSeries {
 public:
  Series mean() const;
};

// clang-format off
#define BODO_SERIES_OPERATOR(op)                                  \
  Series operator op(const Series& left, const Series& right);    \
  Series operator op(const Series& left, const Value& right);     \
  Series operator op(const Value& left, const Series& right);

BODO_SERIES_OPERATOR(+)
BODO_SERIES_OPERATOR(-)
BODO_SERIES_OPERATOR(*)
BODO_SERIES_OPERATOR(/)
BODO_SERIES_OPERATOR(%)
BODO_SERIES_OPERATOR(==)
BODO_SERIES_OPERATOR(!=)
BODO_SERIES_OPERATOR(<)
BODO_SERIES_OPERATOR(<=)
BODO_SERIES_OPERATOR(>)
BODO_SERIES_OPERATOR(>=)
BODO_SERIES_OPERATOR(&)
BODO_SERIES_OPERATOR(|)
BODO_SERIES_OPERATOR(&&)
BODO_SERIES_OPERATOR(||)
// clang-format on
#undef BODO_SERIES_OPERATOR

Series operator!(const Series& operand);
Series operator~(const Series& operand);
Series operator-(const Series& operand);

}  // namespace annotated

// A series prints as in pandas: this rank's rows.
std::ostream& operator<<(std::ostream& out, const Series& series);

}  // namespace bodo
