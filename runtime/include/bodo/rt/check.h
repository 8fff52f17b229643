#pragma once
// The plain reading of annotated functions (-fbodo-check): one operation after the other on whole columns of boxed
// values, in the order in which the user wrote them. It is the oracle of the compiled function, so it is slow, simple,
// and uses none of the runtime's kernels: only its files, its gather, and its conversions of <chrono> values. Each rank
// reads all rows, so the results are the same on all of them.
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bodo/rt/emitted.h"

namespace bodo::check {

using rt::int128;
using rt::site;

// The reading cannot go on: the operation has no plain form, or its result is not defined. It is no error of the
// program: the call is reported as one that was not checked.
class not_read : public std::runtime_error {
 public:
  not_read(std::uint32_t line, const std::string& why) : std::runtime_error(why), line_(line) {}
  std::uint32_t line() const { return line_; }

 private:
  std::uint32_t line_;
};

struct value;
using list = std::shared_ptr<const std::vector<value>>;
// The operation fails for this row: an error once the value is used.
struct failure {
  std::string cause;
};

// A value of a column: integers, booleans, dates (days), times and durations (nanoseconds) and decimals (without their
// point) are int128.
struct value {
  std::variant<std::monostate, int128, double, std::string, list, failure> is;

  bool known() const { return is.index() != 0; }
  bool failed() const { return std::holds_alternative<failure>(is); }
  int128 integer() const { return std::get<int128>(is); }
  double real() const { return std::get<double>(is); }
  const std::string& text() const { return std::get<std::string>(is); }
};
inline value missing() { return {}; }
inline value integer(int128 i) { return {i}; }
inline value wide(std::int64_t high, std::uint64_t low) { return {int128{high} << 64 | int128{low}}; }
inline value real(double d) { return {d}; }
inline value text(std::string_view s) { return {std::string(s)}; }
inline value all_of(std::vector<value> values) {
  return {std::make_shared<const std::vector<value>>(std::move(values))};
}

// Before, with or after another value of its type; missing values are equal, and come last.
int order_of(const value& a, const value& b);
// As users would write it.
std::string shown(const value& v, bodo::type type);

// The values of an expression: one for each row, or one for all.
struct cells {
  bodo::type type;
  bool constant = false;
  std::vector<value> values = {};

  const value& operator[](std::size_t row) const { return values[constant ? 0 : row]; }
};

struct column {
  std::string name;
  cells all = {};
};

// Rows with their labels. `ties` are numbers that ascend with the rows: rows with the same one are in no order that the
// language defines. `others`: rows that could stand in the place of the last ones with equal numbers.
struct table {
  std::vector<column> columns = {};
  std::size_t rows = 0;
  std::vector<std::int64_t> labels = {};
  std::vector<std::size_t> ties = {};
  std::shared_ptr<const table> others = nullptr;

  cells at(std::size_t c) const { return columns.at(c).all; }
  bool is_ordered() const;
  bool is_alone(std::size_t row) const {  // no other row ties with it
    return !(row > 0 && ties[row - 1] == ties[row]) && !(row + 1 < rows && ties[row + 1] == ties[row]);
  }
};

struct aggregate {
  const char* id;
  cells of = {};  // no values: of the rows themselves
  std::vector<cells> arguments = {};
  std::function<value(const value&, const value&)> combine = nullptr;
};
struct made_column {
  std::string name;
  bodo::type type;
  std::optional<check::aggregate> aggregate = std::nullopt;
  cells from = {};  // without an aggregate
};
struct sort_key {
  cells by;
  bool ascending = true, missing_first = false;
};
enum class join : std::uint8_t {
  inner,
  left,
  right,
  outer,
  semi,
  anti,
  cross
};
// Pairs of rows with equal keys: numbers of left and of right rows.
struct pairs {
  const table *left, *right;
  std::vector<std::pair<std::size_t, std::size_t>> all = {};
};

// --- values of the user's C++

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
concept chrono_value = rt::detail::time_point<T> || rt::detail::calendar_date<T> || requires { typename T::period; };

value value_of_scalar(const Scalar& s, bodo::type type);
value rescaled(const decimal_value& v, int scale);

// A C++ value as one of a column of this type.
template <class T>
value value_of(const T& v, bodo::type type) {
  static constexpr site at{"", 0, "check"};
  if constexpr (is_optional<T>) {
    return v.has_value() ? value_of(*v, type) : missing();
  } else if constexpr (std::is_same_v<T, std::nullopt_t>) {
    return missing();
  } else if constexpr (std::is_same_v<T, Scalar>) {
    return value_of_scalar(v, type);
  } else if constexpr (std::is_same_v<T, decimal_value>) {
    if (type.id == kind::float32 || type.id == kind::float64) return real(static_cast<double>(v));
    return rescaled(v, type.scale);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, int128>) {
    if (type.id == kind::float32 || type.id == kind::float64) return real(static_cast<double>(v));
    if (type.id == kind::decimal) return rescaled(decimal_value(static_cast<int128>(v), 0), type.scale);
    return integer(static_cast<int128>(v));
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return text(std::string_view(v));
  } else if constexpr (chrono_value<T>) {
    if constexpr (rt::detail::time_point<T> || rt::detail::calendar_date<T>)
      if (type.id == kind::date) return integer(rt::from_chrono<kind::date>(v, at));
    return integer(rt::from_chrono<kind::timestamp>(v, at));
  } else {
    auto values = std::make_shared<std::vector<value>>();
    for (const auto& each : v) values->push_back(value_of(each, element_of(type)));
    return {list(std::move(values))};
  }
}

// The other way round. Throws not_read if it is missing.
template <class T>
T to(const value& v, bodo::type type) {
  static constexpr site at{"", 0, "check"};
  if constexpr (is_optional<T>) {
    if (!v.known()) return std::nullopt;
    return T(to<typename T::value_type>(v, type));
  } else {
    if (v.failed()) throw not_read(0, std::get<failure>(v.is).cause);
    if constexpr (std::is_same_v<T, Scalar>) {
      if (!v.known()) return Scalar::missing(type);
      if (type.id == kind::string) return Scalar::of(std::string_view(v.text()));
      if (std::holds_alternative<double>(v.is)) return Scalar::of(type, std::bit_cast<std::uint64_t>(v.real()));
      return Scalar::of(type, static_cast<std::uint64_t>(v.integer()), static_cast<std::uint64_t>(v.integer() >> 64));
    } else {
      if (!v.known()) throw not_read(0, "a missing value is used as a plain one");
      if constexpr (std::is_same_v<T, decimal_value>) {
        return decimal_value(v.integer(), type.scale);
      } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
        return T(v.text());
      } else if constexpr (chrono_value<T>) {
        if constexpr (rt::detail::time_point<T> || rt::detail::calendar_date<T>)
          if (type.id == kind::date) return rt::to_chrono<T>(static_cast<std::int32_t>(v.integer()), at);
        return rt::to_chrono<T>(static_cast<std::int64_t>(v.integer()), at);
      } else {
        if (std::holds_alternative<double>(v.is)) return static_cast<T>(v.real());
        if (type.id == kind::decimal) {
          if constexpr (std::is_same_v<T, bool>) return v.integer() != 0;
          const decimal_value exact(v.integer(), type.scale);
          if constexpr (std::is_floating_point_v<T>) return static_cast<T>(static_cast<double>(exact));
          int128 whole = v.integer();
          for (int digit = 0; digit < type.scale; ++digit) whole /= 10;
          return static_cast<T>(whole);
        }
        return static_cast<T>(v.integer());
      }
    }
  }
}

// A scalar of the program: the result of a reduction.
struct scalar {
  bodo::type type;
  check::value value = {};
  template <class T>
  T as() const {
    return to<T>(value, type);
  }
};

// A value of a result, at its place in it: "" alone, "[1]" in a tuple or a container, ".size()" of a container.
struct part {
  std::string place;
  scalar is;
};

// A component of a result, or a file that was written.
struct result {
  std::string name;
  std::variant<table, std::vector<part>> is;  // no parts: its type is not compared
};

class reading {
 public:
  // --- sources. `rows_of`: collective
  table rows_of(const rt::table& t) const;
  table labelled(table t) const;  // the last column has the labels
  template <class Scan, class File>
  static rt::table stored(const site& at, const File& file, std::initializer_list<rt::field> fields) {
    Scan scan(file);
    rt::table_builder rows(at, fields);
    for (rt::batch b; scan.next(b);) rows.add(b.columns, b);
    return rt::gather(at, rows.finish(rt::layout::blocks));
  }
  template <class Scan, class File>
  table read(const site& at, const File& file, std::initializer_list<rt::field> fields) const {
    return rows_of(stored<Scan>(at, file, fields));
  }
  template <class Handle>
  table parameter(const site& at, const Handle& frame, std::initializer_list<rt::field> fields) const {
    return labelled(rows_of(rt::table_of(at, frame, fields, rt::layout::replicated, rt::labelled)));
  }
  table range(const cells& n) const;
  table literal(const std::vector<std::string>& names, const std::vector<bodo::type>& types,
                const std::vector<cells>& values) const;
  template <class Vector>
  table vector(const std::string& name, bodo::type type, const Vector& v) const {
    table t{.columns = {{name, {type}}}};
    for (const auto& each : v) t.columns[0].all.values.push_back(value_of(each, type));
    return numbered(std::move(t), v.size());
  }

  // --- expressions
  cells constant(bodo::type type, value v) const { return {type, true, {std::move(v)}}; }
  cells of(const scalar& s) const { return {s.type, true, {s.value}}; }
  std::string text(const cells& of) const { return to<std::string>(of[0], string); }
  // A row operation by its id in Ops.def.
  cells apply(std::uint32_t line, const char* id, bodo::type type, std::vector<cells> args) const;
  // The user's function; rows where an argument of a parameter that takes no missing values is missing have none.
  cells map(bodo::type type, std::vector<cells> args, const std::vector<bool>& takes_missing,
            const std::function<value(const std::vector<const value*>&)>& function) const;

  // --- rows
  table frame(const table& of, std::vector<column> columns) const;
  table filter(const table& of, std::vector<column> columns, const cells& keep) const;
  table slice(std::uint32_t line, const char* id, const table& of, std::vector<column> columns,
              const std::vector<cells>& args) const;
  table sort(const table& of, std::vector<column> columns, const std::vector<sort_key>& keys) const;
  table drop_duplicates(std::uint32_t line, const table& of, std::vector<column> columns,
                        const std::vector<cells>& keys) const;
  table concat(const std::vector<table>& inputs) const;
  table combine(std::uint32_t line, const std::vector<table>& inputs, std::vector<column> columns) const;
  table group(std::uint32_t line, const table& of, const std::vector<cells>& keys, bool drop_missing,
              std::vector<made_column> columns) const;
  // `timed`: the last key is the rows' time.
  table window(std::uint32_t line, const table& of, std::vector<cells> keys, bool drop_missing, bool timed,
               std::vector<made_column> columns) const;
  // Adds rows for the intervals that are missing between others. The first column is their beginnings; `steps`: their
  // length, in nanoseconds and months.
  table intervals(std::uint32_t line, const table& of, std::vector<column> columns, const cells& begins,
                  const std::vector<cells>& steps) const;
  table explode(const table& of, std::vector<made_column> columns, const cells& lists, bool keep_empty) const;
  pairs match(std::uint32_t line, const table& left, const table& right, const std::vector<cells>& left_keys,
              const std::vector<cells>& right_keys) const;
  struct sided {
    column of;
    unsigned side;
  };
  table paired(const pairs& p, const std::vector<sided>& columns) const;
  table merge(join how, pairs p, const std::vector<sided>& columns, const std::optional<cells>& where) const;
  // The left rows, beside them columns of the at most one right row with equal keys.
  table lookup(std::uint32_t line, const table& left, const table& right, const std::vector<cells>& left_keys,
               const std::vector<cells>& right_keys, const std::vector<sided>& columns) const;
  // The left rows, beside them columns of the nearest right row in the order of the last keys with equal other keys:
  // `id` is that of the operation in Ops.def; `most`: the largest distance.
  table asof(std::uint32_t line, const char* id, const table& left, const table& right,
             const std::vector<cells>& left_keys, const std::vector<cells>& right_keys,
             const std::vector<sided>& columns, bool exact, const std::optional<cells>& most) const;
  scalar reduce(std::uint32_t line, const table& of, bodo::type type, const aggregate& a) const;

  // --- results
  void returns(std::string name, table t) { results_.push_back({std::move(name), std::move(t)}); }
  template <class T>
  void returns(std::string name, const T& v);
  // A file, to be compared with what the compiled function has written, which `read` reads.
  void writes(const site& at, std::string path, table t, rt::table (*read)(const site&, const std::string&));
  void skips(std::uint32_t line, const std::string& what);
  [[noreturn]] void ends(std::uint32_t line, const std::string& what) const { throw not_read(line, what); }
  const std::vector<result>& results() const { return results_; }

 private:
  friend class comparison;
  static table numbered(table t, std::size_t rows);

  struct written {
    const site* at;
    std::string path;
    table rows;
    rt::table (*read)(const site&, const std::string&);
  };
  std::vector<result> results_;
  std::vector<written> files_;
  std::vector<std::pair<std::uint32_t, std::string>> skipped_;
};

template <class T>
concept tuple_like = requires { std::tuple_size<T>::value; };
// In an order that its values alone decide.
template <class T>
concept ordered_container = std::ranges::sized_range<const T> && !requires { typename T::hasher; };

// Adds the parts of a C++ value in general; false if one is of a type that is not compared.
template <class T>
bool add_parts(std::vector<part>& to, const T& v, const std::string& place = "") {
  const auto add = [&](bodo::type type, value is) {
    to.push_back({place, {type, std::move(is)}});
    return true;
  };
  const auto inner = [&](std::size_t i) { return place + '[' + std::to_string(i) + ']'; };
  if constexpr (is_optional<T>) {
    return v.has_value() ? add_parts(to, *v, place) : add(float64, missing());
  } else if constexpr (std::is_same_v<T, scalar>) {
    return add(v.type, v.value);
  } else if constexpr (std::is_same_v<T, Scalar>) {
    return add(v.type(), value_of_scalar(v, v.type()));
  } else if constexpr (std::is_same_v<T, decimal_value>) {
    return add(decimal(38, v.scale()), integer(v.unscaled()));
  } else if constexpr (std::is_floating_point_v<T>) {
    return add(float64, real(static_cast<double>(v)));
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return add(int64, integer(static_cast<int128>(v)));
  } else if constexpr (std::is_pointer_v<T>) {
    return false;
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return add(string, text(std::string_view(v)));
  } else if constexpr (chrono_value<T>) {
    return add(timestamp, value_of(v, timestamp));
  } else if constexpr (tuple_like<T>) {
    std::size_t i = 0;
    return std::apply([&](const auto&... each) { return (add_parts(to, each, inner(i++)) && ...); }, v);
  } else if constexpr (ordered_container<T>) {
    to.push_back({place + ".size()", {int64, integer(static_cast<int128>(std::ranges::size(v)))}});
    std::size_t i = 0;
    for (const std::ranges::range_value_t<const T>& each : v)
      if (!add_parts(to, each, inner(i++))) return false;
    return true;
  } else {
    return false;
  }
}
template <class T>
std::vector<part> parts_of(const T& v) {
  std::vector<part> all;
  if (!add_parts(all, v)) all.clear();
  return all;
}

template <class T>
void reading::returns(std::string name, const T& v) {
  results_.push_back({std::move(name), parts_of(v)});
}

// The comparison of a call's results with the plain reading.
class comparison {
 public:
  // False if the call is made by a plain reading, or by a function that is being checked.
  explicit comparison(const site& function);
  ~comparison();
  comparison(const comparison&) = delete;
  comparison& operator=(const comparison&) = delete;
  bool is_made() const { return outermost_; }

  // Runs the plain reading. Collective.
  void read(const std::function<void(reading&)>& plain);
  // A component of the compiled function's result. Collective.
  template <class T>
  void compare(std::size_t component, const T& v) {
    if constexpr (std::is_same_v<T, DataFrame>)
      compare_rows(component, v, true);
    else if constexpr (rt::frame_like<T>)
      compare_rows(component, rt::as_frame(v, "value"), false);
    else
      compare_values(component, parts_of(v));
  }
  // Compares the files, and ends with an error on all ranks if there was a difference. Collective.
  void finish();

 private:
  void compare_rows(std::size_t component, const DataFrame& frame, bool names);
  void compare_values(std::size_t component, const std::vector<part>& compiled);
  const result* component(std::size_t i) const;

  const site& at_;
  bool outermost_;
  reading reading_;
  bool is_read_ = false;
  std::vector<std::string> equal_;
  std::string difference_, not_compared_;
};

// --- samples of files: the path, or that of a copy of its first BODO_CHECK_ROWS (100,000) rows, if it has more. All
// collective, but for the number. Folders of text files and compressed ones are read as a whole.
std::int64_t rows_of_samples();
std::string known_sample(const site& at, const std::string& path);  // empty if there is none
std::string new_sample(const site& at, std::string_view extension);
void keep_sample(const std::string& path, const std::string& sample);
std::string sampled_text(const site& at, const char* format, const std::string& path, std::int64_t lines_before);

// Parquet: `fields` are all columns of the files.
inline std::string sampled_parquet(const site& at, const std::string& path, std::initializer_list<rt::field> fields) {
  rt::guard(at);
  if (std::string known = known_sample(at, path); !known.empty()) return known;
  const std::int64_t rows = rows_of_samples();
  const rt::parquet_files files(at, path, fields);
  std::string sample = path;
  if (files.rows() > rows) {
    sample = new_sample(at, "parquet");
    rt::parquet_writer writer(at, sample, fields);
    rt::parquet_scan scan(files);
    for (rt::batch b; scan.next(b);) {
      const rt::selection kept(b.size, [&](std::uint32_t i) { return b.first_row + i < rows; });
      writer.add(b.columns, kept);
    }
    writer.finish();
  }
  keep_sample(path, sample);
  return sample;
}

// The compiled function's call, and its check.
template <class Result, class Compiled, class Compare = std::nullptr_t>
Result checked(const site& function, const Compiled& compiled, const std::function<void(reading&)>& plain,
               const Compare& compare = {}) {
  comparison check(function);
  if (!check.is_made()) return compiled();
  if constexpr (std::is_void_v<Result>) {
    compiled();
    check.read(plain);
    check.finish();
  } else {
    Result result = compiled();
    check.read(plain);
    compare(check, result);
    check.finish();
    return result;
  }
}

}  // namespace bodo::check
