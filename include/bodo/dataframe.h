#pragma once
// A frame. In ordinary code it is a handle on this rank's rows, a value that is cheap to copy: its sizes, columns and
// schema, access to the values, construction from vectors, the Arrow C data interface, printing; all of it local, and
// compiled in the runtime library. Its base holds the operations of annotated functions.
#include <bodo/detail.h>
#include <bodo/handle.h>
#include <bodo/options.h>
#include <bodo/schema.h>
#include <bodo/series.h>
#include <bodo/value.h>

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct ArrowSchema;  // <arrow/c/abi.h>
struct ArrowArray;

namespace bodo {

namespace detail {

// The C++ types of column values that the runtime distinguishes.
enum class cpp_type : std::uint8_t {
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
  string,         // std::string: only in vectors from which a frame is built
  string_view,    // std::string_view
  time_point,     // std::chrono::time_point of a clock that starts in 1970; `period` is its unit
  duration,       // std::chrono::duration
  decimal_value,  // bodo::decimal_value
};

// A C++ type of column values, as `column<T>()` and construction from vectors pass it to the runtime.
struct value_type {
  cpp_type type;
  bool optional = false;        // std::optional of it
  std::int64_t period_num = 1;  // time points and durations: the length of a tick in seconds, whose
  std::int64_t period_den = 1;  // count is a 64-bit integer
};

template <class Value_>
constexpr value_type value_type_of() {
  if constexpr (std::same_as<Value_, bool>) {
    return {cpp_type::boolean};
  } else if constexpr (std::integral<Value_>) {
    constexpr int power = sizeof(Value_) == 1 ? 0 : sizeof(Value_) == 2 ? 1 : sizeof(Value_) == 4 ? 2 : 3;
    constexpr cpp_type first = std::signed_integral<Value_> ? cpp_type::int8 : cpp_type::uint8;
    return {static_cast<cpp_type>(static_cast<int>(first) + power)};
  } else if constexpr (std::floating_point<Value_>) {
    return {sizeof(Value_) == 4 ? cpp_type::float32 : cpp_type::float64};
  } else if constexpr (std::same_as<Value_, std::string>) {
    return {cpp_type::string};
  } else if constexpr (std::same_as<Value_, std::string_view>) {
    return {cpp_type::string_view};
  } else if constexpr (std::same_as<Value_, bodo::decimal_value>) {
    return {cpp_type::decimal_value};
  } else if constexpr (chrono_time_point<Value_>) {
    return {cpp_type::time_point, false, Value_::period::num, Value_::period::den};
  } else if constexpr (chrono_duration<Value_>) {
    return {cpp_type::duration, false, Value_::period::num, Value_::period::den};
  } else {
    value_type inner = value_type_of<typename Value_::value_type>();
    inner.optional = true;
    return inner;
  }
}

template <class Value_>
concept column_value = (number<Value_> && !std::same_as<Value_, long double>) || std::same_as<Value_, std::string> ||
                       std::same_as<Value_, std::string_view> || std::same_as<Value_, decimal_value> ||
                       ((chrono_time_point<Value_> || chrono_duration<Value_>) && sizeof(Value_) == 8);

template <class Value_>
concept optional_column_value =
    std::same_as<Value_, std::optional<typename Value_::value_type>> && column_value<typename Value_::value_type>;

template <class Value_>
concept any_column_value = column_value<Value_> || optional_column_value<Value_>;

// Copies `rows` values of the given type into a column (a frame of one column without a name); of an array of two
// dimensions, `row_length` is the number of elements in a row.
handle column_from_values(value_type type, const void* values, std::int64_t rows, std::int64_t row_length = 1);
handle column_from_flags(const std::vector<bool>& values, std::int64_t row_length = 1);
template <any_column_value Value_>
handle column_of(const std::vector<Value_>& values, std::int64_t row_length = 1) {
  if constexpr (std::same_as<Value_, bool>)
    return column_from_flags(values, row_length);
  else
    return column_from_values(value_type_of<Value_>(), values.data(), static_cast<std::int64_t>(values.size()),
                              row_length);
}

// One column in the braces from which a frame is built.
struct column_init {
  column_init(std::string_view column_name, const Series& series) : name(column_name), column(series.column_) {}
  column_init(std::string_view column_name, std::initializer_list<Value> values);
  template <any_column_value Value_>
  column_init(std::string_view column_name, const std::vector<Value_>& values)
      : name(column_name), column(column_of(values)) {}

  std::string_view name;
  handle column;
};

struct assigned_column {
  std::string_view name;
  annotated::Operand value;
};

struct renamed_column {
  std::string_view from;
  std::string_view to;
};

struct cast_column {
  std::string_view name;
  std::string_view type_name;
};

}  // namespace detail

// The layout of strings for Arrow's consumers.
enum class arrow_strings : std::uint8_t {
  views,  // "vu", as they lie in memory: nothing is copied
  utf8,   // "u", "U" beyond 2 GiB: copied
};

inline namespace annotated {

// In the condition of a merge: its left and its right frame, if they have no variables of their own.
//     trades.merge(trades, {.on = "k", .where = bodo::left["t"] < bodo::right["t"]})
class Side {
 public:
  template <detail::string_like String_>
  Series operator[](const String_& name) const;
};
inline constexpr Side left = {};
inline constexpr Side right = {};

class FrameOperations {
 public:
  template <detail::string_like String_>
  ColumnRef operator[](const String_& name);
  template <detail::string_like String_>
  Series operator[](const String_& name) const;
  DataFrame operator[](const Names& names) const;
  DataFrame operator[](const Series& mask) const;
  template <class Container_>
    requires(requires(const Container_& names) { names.begin(); } && !detail::string_like<Container_> &&
             !detail::string_container<Container_>)
  DataFrame operator[](const Container_&) const
      BODO_DELETED("the columns of a frame are known while compiling: name them in braces, df[{\"a\", \"b\"}]");
  template <std::integral Integer_>
  Series operator[](Integer_) const
      BODO_DELETED("columns are chosen by name: df[\"name\"]; rows by df.slice(begin, end)");

  DataFrame drop(const Names& names) const;
  // Without categories: the values in the file that shows the schema.
  DataFrame pivot_table(const PivotOptions& options, std::initializer_list<Value> categories = {}) const;
  // One row: the aggregate of each column that has it.
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
  DataFrame any() const;
  DataFrame all() const;
  DataFrame first() const;
  DataFrame last() const;
  DataFrame prod() const;
  DataFrame skew() const;
  DataFrame idxmin() const;
  DataFrame idxmax() const;
  // Of all pairs of columns of numbers.
  DataFrame corr() const;
  DataFrame cov() const;
  // Column by column.
  DataFrame isna() const;
  DataFrame notna() const;
  DataFrame abs() const;
  DataFrame round(int digits = 0) const;
  DataFrame clip(const Value& low, const Value& high) const;
  DataFrame describe() const;
  // An array of two dimensions of these columns of numbers.
  Matrix to_array() const;
  void info() const;
  DataFrame melt(const MeltOptions& options = {}) const;
  DataFrame rename(std::initializer_list<detail::renamed_column> names) const;
  DataFrame assign(std::initializer_list<detail::assigned_column> columns) const;
  DataFrame astype(std::initializer_list<detail::cast_column> types, const CastOptions& options = {}) const;

  DataFrame head(std::int64_t n = 5) const;
  DataFrame tail(std::int64_t n = 5) const;
  DataFrame slice(std::int64_t begin, std::int64_t end) const;
  DataFrame sample(std::int64_t n, const SampleOptions& options = {}) const;
  DataFrame sample(const FractionOptions& options) const;
  DataFrame nlargest(std::int64_t n, const Names& columns) const;
  DataFrame nsmallest(std::int64_t n, const Names& columns) const;
  DataFrame drop_duplicates(const Names& columns = {}, const DuplicateOptions& options = {}) const;
  Series duplicated(const Names& columns = {}, const DuplicateOptions& options = {}) const;
  DataFrame dropna(const Names& columns = {}) const;
  DataFrame fillna(const Value& value) const;

  RollingFrame rolling(std::int64_t window, const RollingOptions& options = {}) const;
  RollingFrame rolling(std::string_view duration, const RollingOptions& options) const;

  GroupBy groupby(const Names& keys, const GroupOptions& options = {}) const;
  GroupBy groupby(const Series& key, const GroupOptions& options = {}) const;
  GroupBy groupby(std::initializer_list<Key> keys, const GroupOptions& options = {}) const;
  // Groups of the rows of each interval of time, those without rows included, in their order.
  GroupBy resample(std::string_view unit, const ResampleOptions& options) const;
  DataFrame merge(const DataFrame& right, const MergeOptions& options = {}) const;
  DataFrame sort_values(const Names& keys, const SortOptions& options = {}) const;

  template <class Function_>
  Series map(const Names& columns, Function_) const {
    return mapped(columns);
  }
  // A row for each value in the std::vector, other container or std::optional that the function returns.
  template <class Function_>
  DataFrame flat_map(const Names& columns, Function_ function, const FlatMapOptions& options = {}) const;
  // A row for each value of the lists in the column; a list without values, or a missing one, gives a missing value.
  DataFrame explode(const Names& column) const;

  void to_parquet(std::string_view path, const ParquetOptions& options = {}) const;
  void to_csv(std::string_view path) const;
  void to_json(std::string_view path) const;     // one object a line
  void to_feather(std::string_view path) const;  // Arrow's own format

 private:
  Series mapped(const Names& columns) const;
  DataFrame flat_mapped(const Names& columns, const FlatMapOptions& options) const;
};

}  // namespace annotated

class DataFrame : public FrameOperations {
 public:
  // No rows, no columns.
  DataFrame() = default;

  // From vectors of values, or of optionals if values are missing, of equal lengths. The frame is replicated: every
  // rank must build the same one. In annotated functions also from series and braced lists of values.
  DataFrame(std::initializer_list<detail::column_init> columns);

  // Rows on all ranks; a replicated frame counts once.
  [[nodiscard]] BODO_SAME std::int64_t size() const;
  [[nodiscard]] BODO_SAME bool empty() const { return size() == 0; }
  // Rows on this rank.
  [[nodiscard]] std::int64_t local_size() const;
  // The number on all ranks of this rank's first row.
  [[nodiscard]] std::int64_t first_row() const;
  // The rows are spread over the ranks; else every rank holds all of them.
  [[nodiscard]] BODO_SAME bool is_distributed() const;
  [[nodiscard]] BODO_SAME std::vector<std::string> columns() const;
  [[nodiscard]] BODO_SAME Schema schema() const;

  // This rank's values; valid as long as a copy of the frame lives. The type must be the column's (integers and
  // floating-point values of its width, std::string_view, std::chrono time points and durations, bodo::decimal_value)
  // or std::optional of it. Throws if it is not, if there is no such column, and if a value is missing but the type is
  // not an optional.
  template <class Value_>
    requires(detail::any_column_value<Value_> && !std::same_as<Value_, std::string>)
  [[nodiscard]] std::span<const Value_> column(std::string_view name) const {
    return {static_cast<const Value_*>(column_values(name, detail::value_type_of<Value_>())),
            static_cast<std::size_t>(local_size())};
  }

  // The Arrow C data interface: this rank's rows as a struct array with one child per column. The caller owns the
  // exported structs; import takes ownership of its arguments, copies nothing and makes a replicated frame.
  void to_arrow(ArrowSchema* schema, ArrowArray* array, arrow_strings strings = arrow_strings::views) const;
  [[nodiscard]] static DataFrame from_arrow(ArrowSchema* schema, ArrowArray* array);

 private:
  friend struct detail::access;
  explicit DataFrame(detail::handle&& rows) noexcept : rows_(static_cast<detail::handle&&>(rows)) {}
  const void* column_values(std::string_view name, detail::value_type type) const;

  detail::handle rows_;
};

template <class Function_>
DataFrame annotated::FrameOperations::flat_map(const Names& columns, Function_, const FlatMapOptions& options) const {
  return flat_mapped(columns, options);
}

// A frame prints as in pandas: this rank's rows, with their global index.
std::ostream& operator<<(std::ostream& out, const DataFrame& frame);

}  // namespace bodo
