#pragma once
// Groups and their aggregates: `df.groupby({"k"}).agg({{"total", bodo::sum("x")}})`. Annotated functions only.
#include <bodo/dataframe.h>

#include <initializer_list>
#include <string_view>

namespace bodo {

inline namespace annotated {

// An aggregate of a group's rows, made by the functions below.
class Aggregate {
 public:
  Aggregate(const Aggregate&) = default;
  Aggregate(const Scalar&) BODO_DELETED("an aggregate of groups names its column: bodo::sum(\"name\")");
  Aggregate(const Series&) BODO_DELETED("an aggregate of groups names its column: bodo::sum(\"name\")");

 private:
  Aggregate() = default;
  friend Aggregate reduction();
};

// An expression on the rows of the grouped frame. It is a class of its own so that a user's function of the same name
// as an aggregate is the better match for a series.
class Expression {
 public:
  Expression(const Series& values);
};

// Of a column of the grouped frame, or of an expression on its rows: bodo::sum(df["a"] * df["b"]).
Aggregate sum(std::string_view column);
Aggregate sum(const Expression& values);
Aggregate mean(std::string_view column);
Aggregate mean(const Expression& values);
Aggregate min(std::string_view column);
Aggregate min(const Expression& values);
Aggregate max(std::string_view column);
Aggregate max(const Expression& values);
Aggregate count(std::string_view column);
Aggregate count(const Expression& values);
Aggregate nunique(std::string_view column);
Aggregate nunique(const Expression& values);
Aggregate std(std::string_view column);
Aggregate std(const Expression& values);
Aggregate var(std::string_view column);
Aggregate var(const Expression& values);
Aggregate median(std::string_view column);
Aggregate median(const Expression& values);
Aggregate first(std::string_view column);
Aggregate first(const Expression& values);
Aggregate last(std::string_view column);
Aggregate last(const Expression& values);
Aggregate any(std::string_view column);
Aggregate any(const Expression& values);
Aggregate all(std::string_view column);
Aggregate all(const Expression& values);
// The q-th quantile, 0 <= q <= 1, linear between the two nearest values.
Aggregate quantile(std::string_view column, double q = 0.5);
Aggregate quantile(const Expression& values, double q = 0.5);
// The number (from 0) of the first row with the smallest, or largest, value.
Aggregate idxmin(std::string_view column);
Aggregate idxmin(const Expression& values);
Aggregate idxmax(std::string_view column);
Aggregate idxmax(const Expression& values);
Aggregate prod(std::string_view column);
Aggregate prod(const Expression& values);
Aggregate skew(std::string_view column);
Aggregate skew(const Expression& values);
// Of two columns, in the rows where both are known.
Aggregate corr(std::string_view left, std::string_view right);
Aggregate corr(const Expression& left, const Expression& right);
Aggregate cov(std::string_view left, std::string_view right);
Aggregate cov(const Expression& left, const Expression& right);
Aggregate size();

Aggregate reduction();

// The user's own aggregate: `combine` takes two values and is associative and commutative, with the neutral value
// `identity`.
template <class Value_, class Function_>
Aggregate reduce(std::string_view column, const Value_& identity, Function_ combine) {
  (void)column, (void)identity, (void)combine;
  return reduction();
}
template <class Value_, class Function_>
Aggregate reduce(const Expression& values, const Value_& identity, Function_ combine) {
  (void)values, (void)identity, (void)combine;
  return reduction();
}

// Arithmetic, comparisons and logic on aggregates, for the condition of a filter: bodo::sum("x") > 10.
class AggregateExpression {};

template <class Left_, class Right_>
concept of_aggregates = std::same_as<Left_, Aggregate> || std::same_as<Left_, AggregateExpression> ||
                        std::same_as<Right_, Aggregate> || std::same_as<Right_, AggregateExpression>;
#define BODO_OPERATOR(symbol)             \
  template <class Left_, class Right_>    \
    requires of_aggregates<Left_, Right_> \
  AggregateExpression operator symbol(const Left_& left, const Right_& right);
BODO_OPERATOR(+)
BODO_OPERATOR(-)
BODO_OPERATOR(*)
BODO_OPERATOR(/)
BODO_OPERATOR(%)
BODO_OPERATOR(<)
BODO_OPERATOR(<=)
BODO_OPERATOR(>)
BODO_OPERATOR(>=)
BODO_OPERATOR(==)
BODO_OPERATOR(!=)
BODO_OPERATOR(&)
BODO_OPERATOR(|)
BODO_OPERATOR(&&)
BODO_OPERATOR(||)
#undef BODO_OPERATOR
template <class Condition_>
  requires of_aggregates<Condition_, Condition_>
AggregateExpression operator!(const Condition_& condition);

class GroupCondition {
 public:
  GroupCondition(const AggregateExpression& condition);
  GroupCondition(const Aggregate& condition);
};

}  // namespace annotated

namespace detail {
struct named_aggregate {
  std::string_view name;
  Aggregate aggregate;
};
}  // namespace detail

inline namespace annotated {

// One or several columns of a grouped frame: each aggregate gives a frame of the keys and these columns.
class GroupedColumn {
 public:
  DataFrame sum() const;
  DataFrame mean() const;
  DataFrame min() const;
  DataFrame max() const;
  DataFrame count() const;
  DataFrame nunique() const;
  DataFrame std() const;
  DataFrame var() const;
  DataFrame median() const;
  DataFrame quantile(double q = 0.5) const;
  DataFrame first() const;
  DataFrame last() const;
  DataFrame any() const;
  DataFrame all() const;
  DataFrame skew() const;
  DataFrame idxmin() const;
  DataFrame idxmax() const;
  DataFrame prod() const;
  // A row for each group: the statistics of the column.
  DataFrame describe() const;

  // One value per row of the frame, in its order, from one column. The aggregate by its name: transform("mean").
  Series transform(std::string_view aggregate) const;
  Series cumsum() const;
  Series cumprod() const;
  Series cummin() const;
  Series cummax() const;
  Series shift(std::int64_t periods = 1, const ShiftOptions& options = {}) const;
  Series shift(const ShiftOptions& options) const;
  Series diff(std::int64_t periods = 1) const;
  Series pct_change(std::int64_t periods = 1) const;
  Series rank(const RankOptions& options = {}) const;
  Series ffill(const FillOptions& options = {}) const;
  Series bfill(const FillOptions& options = {}) const;
  Series interpolate() const;
  RollingSeries rolling(std::int64_t window, const RollingOptions& options = {}) const;
  RollingSeries rolling(std::string_view duration, const RollingOptions& options) const;
  EwmSeries ewm(const EwmOptions& options) const;
};

class GroupBy {
 public:
  DataFrame agg(std::initializer_list<detail::named_aggregate> aggregates) const;
  template <detail::string_like String_>
  GroupedColumn operator[](const String_& column) const;
  GroupedColumn operator[](const Names& columns) const;
  DataFrame size() const;
  // Of all columns that are no keys, under their own names.
  DataFrame sum() const;
  DataFrame mean() const;
  DataFrame min() const;
  DataFrame max() const;
  DataFrame count() const;
  DataFrame nunique() const;
  DataFrame std() const;
  DataFrame var() const;
  DataFrame median() const;
  DataFrame quantile(double q = 0.5) const;
  DataFrame first() const;
  DataFrame last() const;
  DataFrame any() const;
  DataFrame all() const;
  DataFrame skew() const;
  DataFrame idxmin() const;
  DataFrame idxmax() const;
  DataFrame prod() const;
  DataFrame describe() const BODO_DELETED("choose a column: df.groupby(\"k\")[\"A\"].describe()");

  // Rows of each group, in the frame's order: the first n, the last n; row k from 0, from the end if k is negative.
  DataFrame head(std::int64_t n = 5) const;
  DataFrame tail(std::int64_t n = 5) const;
  DataFrame nth(std::int64_t k) const;

  // The rows of the groups for which a condition holds: filter(bodo::sum("x") > 10).
  DataFrame filter(const GroupCondition& condition) const;

  // One value per row of the frame, in its order; missing for rows with a missing key, unless .dropna = false.
  Series transform(const Aggregate& aggregate) const;
  Series row_number() const;  // from 1
  Series cumcount() const;    // from 0
  Series shift(std::string_view column, std::int64_t periods = 1, const ShiftOptions& options = {}) const;
  Series shift(std::string_view column, const ShiftOptions& options) const;
  Series diff(std::string_view column, std::int64_t periods = 1) const;
  Series pct_change(std::string_view column, std::int64_t periods = 1) const;
  Series cumsum(std::string_view column) const;
  Series cumprod(std::string_view column) const;
  Series cummin(std::string_view column) const;
  Series cummax(std::string_view column) const;
  Series rank(std::string_view column, const RankOptions& options = {}) const;
  Series ffill(std::string_view column, const FillOptions& options = {}) const;
  Series bfill(std::string_view column, const FillOptions& options = {}) const;
  Series interpolate(std::string_view column) const;
  RollingFrame rolling(std::int64_t window, const RollingOptions& options = {}) const;
  RollingFrame rolling(std::string_view duration, const RollingOptions& options) const;
};

}  // namespace annotated

}  // namespace bodo
