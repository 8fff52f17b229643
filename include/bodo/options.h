#pragma once
// Options of operations: aggregates for designated initialisers, `{.on = "key", .how = "left"}`. The order of the
// fields is part of the interface, because C++ requires designators in the order of declaration. Constants of these
// types may also be declared outside of annotated functions, and shared by several.
#include <bodo/detail.h>
#include <bodo/types.h>
#include <bodo/value.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace bodo {

namespace detail {
struct typed_name {
  std::string_view name;
  bodo::type type;
};
}  // namespace detail

inline namespace constants {

// One column name, or several in braces.
class [[maybe_unused]] Names {
 public:
  constexpr Names() = default;
  template <detail::string_like String_>
  constexpr Names(const String_&) {}
  constexpr Names(std::initializer_list<std::string_view>) {}
  // A constant container of names: std::vector, std::array, std::initializer_list.
  template <detail::string_container Container_>
  constexpr Names(const Container_&) {}
};

// One flag for all keys, or one for each in braces.
class [[maybe_unused]] Flags {
 public:
  template <std::same_as<bool> Flag_>
  constexpr Flags(Flag_) {}
  constexpr Flags(std::initializer_list<bool>) {}
};

// A key of groups: a column by its name, or a series, which takes the name of the column that it is made of.
class [[maybe_unused]] Key {
 public:
  template <detail::string_like String_>
  constexpr Key(const String_&) {}
  constexpr Key(const annotated::Series&) {}
};

// The labels of classes; false numbers them from 0.
class [[maybe_unused]] Labels : public Names {
 public:
  using Names::Names;
  constexpr Labels() = default;
  constexpr Labels(std::initializer_list<std::string_view> names) : Names(names) {}
  constexpr Labels(const Names& names) : Names(names) {}
  template <std::same_as<bool> Flag_>
  constexpr Labels(Flag_) {}
};

// A condition on the two rows of a pair: a series over both frames of a merge.
class [[maybe_unused]] Condition {
 public:
  constexpr Condition() = default;
  constexpr Condition(const annotated::Series&) {}
};

// One flag. A number, which other libraries take as that of a line, is an error of bodocc.
class [[maybe_unused]] Flag {
 public:
  template <detail::number Number_>
  constexpr Flag(Number_) {}
};

// One character, in single or in double quotes; none if the text is empty.
class [[maybe_unused]] Character {
 public:
  constexpr Character(char) {}
  template <detail::string_like String_>
  constexpr Character(const String_&) {}
};

// The seed of random numbers: any integer.
class [[maybe_unused]] Seed {
 public:
  template <std::integral Integer_>
  constexpr Seed(Integer_) {}
};

// The types of some columns: {{"zip", bodo::string}, ...}.
class [[maybe_unused]] Types {
 public:
  constexpr Types() = default;
  constexpr Types(std::initializer_list<detail::typed_name>) {}
};

// A number or a duration.
class [[maybe_unused]] Distance {
 public:
  constexpr Distance() = default;
  template <class Value_>
    requires(detail::number<Value_> || detail::chrono_duration<Value_> || std::same_as<Value_, Scalar>)
  constexpr Distance(const Value_&) {}
};

// A value in place of missing ones.
class [[maybe_unused]] Fill {
 public:
  constexpr Fill() = default;
  template <std::convertible_to<Value> Value_>
  constexpr Fill(const Value_&) {}
};

struct CsvOptions {
  Character sep = ",";
  Flag header = true;  // the first line holds the names
  Names names = {};    // instead of the header's, or if there is none
  Names usecols = {};  // the frame's columns, in the file's order; all by default
  Types types = {};    // of some columns; the others' are found in the file
  Names parse_dates = {};
  std::string_view date_format = "";  // of all dates and times: strptime's directives
  Names na_values = {};               // besides those of pandas
  Names true_values = {};             // besides true, in any case
  Names false_values = {};
  Character decimal = ".";
  Character thousands = "";
  Character comment = "";  // what follows it in a line is ignored
  Character quote = "\"";
  Character escape = "";
  std::int64_t skip_rows = 0;  // lines before the header
  // Lines with more fields than columns, and values that are not of their column's type: "error"; "skip" leaves such
  // lines out, and tells how many; "missing" ignores the fields, and makes the values missing.
  std::string_view on_bad_lines = "error";
  std::string_view compression = "infer";  // gzip, zstd, none; infer: by the file's name
};

struct TextOptions {
  std::string_view compression = "infer";
};

struct JsonOptions {
  Types types = {};  // of some columns; the others' are found in the file
  Names parse_dates = {};
  std::string_view compression = "infer";
};

// Of Parquet files to read.
struct ReadOptions {
  Names columns = {};              // the frame's columns, in this order; all by default
  std::string_view filename = "";  // a further column of this name has the path of each row's file
};

struct ParquetOptions {
  std::string_view compression = "snappy";
  std::int64_t row_group_size = 262'144;  // rows
  Names partition_cols = {};
  // What may be replaced: "auto" (bodocc's own outputs), "replace" (anything), "error" (nothing); or "append": the rows
  // come after those that are there.
  std::string_view mode = "auto";
  std::int64_t max_rows_per_file = 0;  // 0: any number
};

struct MergeOptions {
  Names on = {};
  Names left_on = {};
  Names right_on = {};
  std::string_view how = "inner";  // inner, left, right, outer, semi, anti, cross
  Condition where = {};            // beside the keys: left["a"] < right["b"], of the frames' variables
  Names suffixes = {"_x", "_y"};
  bool indicator = false;  // a column _merge: both, left_only, right_only
};

struct AsofOptions {
  Names on = {};
  Names left_on = {};
  Names right_on = {};
  Names by = {};
  Names left_by = {};
  Names right_by = {};
  std::string_view direction = "backward";  // backward, forward, nearest
  Distance tolerance = {};                  // the largest one: a number or a duration
  bool allow_exact_matches = true;
  Names suffixes = {"_x", "_y"};
};

struct GroupOptions {
  bool sort = false;
  bool dropna = true;
};

struct SortOptions {
  Flags ascending = true;
  bool na_first = false;
};

struct RankOptions {
  std::string_view method = "average";  // average, min, max, first, dense
  bool ascending = true;
  bool pct = false;  // as a part of the largest rank
};

struct CountOptions {
  bool normalize = false;  // parts of all values
};

struct ShiftOptions {
  Fill fill_value = {};  // where there is no row so many rows earlier (in the group)
};

struct FillOptions {
  std::int64_t limit = 0;  // rows up to which a value is repeated; 0: all
};

struct RollingOptions {
  std::int64_t min_periods = 0;  // 0: the length of the window; one value for windows of time
  bool center = false;
  std::string_view on = "";  // the times of windows of time
};

struct ResampleOptions {
  std::string_view on = "";  // the column of the times
};

// One of the first four.
struct EwmOptions {
  double alpha = 0;     // the weight of the row itself, against all before it
  double span = 0;      // alpha = 2 / (span + 1)
  double com = 0;       // alpha = 1 / (com + 1)
  double halflife = 0;  // rows after which a weight is half as large
  bool adjust = true;   // divides by the sum of the weights, so that the first row counts no more than others
};

struct PatternOptions {
  bool regex = false;
};

struct DuplicateOptions {
  std::string_view keep = "first";  // of equal rows: first, last, none
};

struct SampleOptions {
  Seed seed = 0;
};

struct RandomOptions {
  Seed seed;  // equal seeds give equal numbers
};

struct FractionOptions {
  double frac = 1;  // of the rows, 0 to 1
  Seed seed = 0;
};

struct PivotOptions {
  Names values = {};
  Names index = {};
  Names columns = {};  // whose values become columns
  std::string_view aggfunc = "mean";
  Fill fill_value = {};  // in place of missing values
};

struct DummyOptions {
  std::string_view prefix = "";
};

struct CutOptions {
  Labels labels = {};
  bool right = true;
  bool include_lowest = false;
};

struct QuantileCutOptions {
  Labels labels = {};
};

// How a frame or a series is shown.
struct LoopOptions {
  bool fast = false;  // sums of floats are those of each rank, added: their last digits depend on the number of ranks
};

struct PrintOptions {
  std::int64_t rows = 0;     // at most so many, the first and the last ones; all if it is negative; 0: as pandas,
                             // all of up to 60, else the first and the last five
  std::int64_t columns = 0;  // at most so many, the first and the last ones; 0: as many as fit
  std::int64_t width = 0;    // characters of a line; any if it is negative; 0: BODO_WIDTH, or 80
  std::string_view format = "text";  // text, markdown, html
};

struct MeltOptions {
  Names id_vars = {};     // what each row keeps
  Names value_vars = {};  // the others, by default
  std::string_view var_name = "variable";
  std::string_view value_name = "value";
};

// For text that becomes a value.
struct CastOptions {
  std::string_view errors = "error";  // error: what cannot be read ends the program; missing: its value is missing
  std::string_view thousands = "";    // between digits of numbers
  std::string_view decimal = ".";     // the point of numbers
};

struct DateOptions {
  std::string_view errors = "error";
};

struct TimeOptions {
  std::string_view errors = "error";
  std::string_view unit = "";  // of integers, since 1970: d, s, ms, us, ns
};

// The meaning of a local time that clocks show twice, or never, because they are changed.
struct ZoneOptions {
  std::string_view ambiguous = "error";    // error, first, last, missing
  std::string_view nonexistent = "error";  // error, shift (to the moment of the change), missing
};

struct PadOptions {
  std::string_view side = "left";  // left, right, both
  std::string_view fillchar = " ";
};

struct SplitOptions {
  std::int64_t n = -1;  // the largest number of separators that count; all if it is negative
};

struct FlatMapOptions {
  std::string_view name;  // of the new column; else the first one's that the function takes
};

}  // namespace constants

}  // namespace bodo
