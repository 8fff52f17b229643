#pragma once
// Includes all headers that emitted functions use, and declares functions that only they use. The one include that
// bodocc adds to a program.
#include <bodo/bodo.h>

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/agreement.h"
#include "bodo/rt/allreduce.h"
#include "bodo/rt/arrow_file.h"
#include "bodo/rt/batch.h"
#include "bodo/rt/casts.h"
#include "bodo/rt/characters.h"
#include "bodo/rt/checked_time.h"
#include "bodo/rt/checkpoint.h"
#include "bodo/rt/chrono.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/csv_file.h"
#include "bodo/rt/csv_writer.h"
#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/elementwise.h"
#include "bodo/rt/error.h"
#include "bodo/rt/explain.h"
#include "bodo/rt/explode.h"
#include "bodo/rt/feather_writer.h"
#include "bodo/rt/frames.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/histogram.h"
#include "bodo/rt/join.h"
#include "bodo/rt/json_file.h"
#include "bodo/rt/json_writer.h"
#include "bodo/rt/key_filter.h"
#include "bodo/rt/linear_algebra.h"
#include "bodo/rt/lines_file.h"
#include "bodo/rt/lists.h"
#include "bodo/rt/lookup.h"
#include "bodo/rt/math.h"
#include "bodo/rt/matrix.h"
#include "bodo/rt/nanoseconds.h"
#include "bodo/rt/parallel_loop.h"
#include "bodo/rt/parquet_scan.h"
#include "bodo/rt/parquet_writer.h"
#include "bodo/rt/patterns.h"
#include "bodo/rt/plain_time.h"
#include "bodo/rt/quantile.h"
#include "bodo/rt/random.h"
#include "bodo/rt/range.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/rolling.h"
#include "bodo/rt/route.h"
#include "bodo/rt/rows_by_key.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/strings.h"
#include "bodo/rt/table.h"
#include "bodo/rt/text_arena.h"
#include "bodo/rt/time_format.h"
#include "bodo/rt/time_zone.h"
#include "bodo/rt/window.h"
#include "bodo/rt/words.h"

namespace bodo::rt {

// The number of this rank's first row for `first` and `last`: only the order over all ranks matters. Rows may come in
// up to 32 parts, the rows of one part before those of the next, on all ranks.
inline std::int64_t first_ordinal(std::int64_t part = 0) {
  return part << 58 | static_cast<std::int64_t>(rank()) << 40;
}

// The statement as an argument of the parallel functions of ordinary code.
constexpr bodo::detail::call_site where(const site& at) { return {at.file, at.line, at.column}; }

// True if all of these hold, without branches: for conditions that cost less than a mispredicted branch.
template <class... Conditions>
constexpr bool all_hold(Conditions... conditions) {
  unsigned all = 1;
  ((all &= static_cast<unsigned>(conditions)), ...);  // for 400, g++ needs 6 GB to fold them into one expression
  return all != 0;
}

// Logic with missing operands, after Kleene: whether the result is true, and whether it is known.
constexpr bool true_and(bool a, bool a_known, bool b, bool b_known) { return a_known && a && b_known && b; }
constexpr bool known_and(bool a, bool a_known, bool b, bool b_known) {
  return (a_known && b_known) || (a_known && !a) || (b_known && !b);
}
constexpr bool true_or(bool a, bool a_known, bool b, bool b_known) { return (a_known && a) || (b_known && b); }
constexpr bool known_or(bool a, bool a_known, bool b, bool b_known) {
  return (a_known && b_known) || (a_known && a) || (b_known && b);
}

// A user's associative, commutative function as the state of an aggregate.
template <class T, class F>
class reduction {
 public:
  void add(const T& v) {
    value_ = any_ ? static_cast<T>(F{}(value_, v)) : v;
    any_ = true;
  }
  void merge(const reduction& o) {
    if (o.any_) add(o.value_);
  }
  // The function's identity if there were no values.
  T value(const T& identity) const { return any_ ? value_ : identity; }

 private:
  T value_{};
  bool any_ = false;
};

// A user's decimal at the scale of a column; fails if digits would be lost.
int128 unscaled(const site& at, const bodo::decimal_value& v, int scale);

// The state of an aggregate, merged, whose result is `value()` if it is `known()`.
template <class S>
concept state_with_result = requires(const S& state) {
  { state.known() } -> std::convertible_to<bool>;
  state.value();
};

// A reduction's result for ordinary code: a value, or that of a state.
template <class T>
bodo::Scalar to_scalar(bodo::type type, const T& value, bool known) {
  if (!known) return bodo::Scalar::missing(type);
  if constexpr (std::is_same_v<T, text>)
    return bodo::Scalar::of(value.view());
  else if constexpr (std::is_floating_point_v<T>)
    return bodo::Scalar::of(type, std::bit_cast<std::uint64_t>(static_cast<double>(value)));
  else
    return bodo::Scalar::of(type, static_cast<std::uint64_t>(value),
                            static_cast<std::uint64_t>(static_cast<int128>(value) >> 64));
}

template <class T>
bodo::Scalar to_scalar(bodo::type type, const T& of) {
  if constexpr (state_with_result<T>)
    return to_scalar(type, of.value(), of.known());
  else
    return to_scalar(type, of, true);
}

// A reduction's result as a plain C++ value: an error if it is missing.
template <class T>
T expect_known(const site& at, bool known, const T& value) {
  if (!known) fail_together(at, "the result is missing; assign it to a std::optional to handle that");
  return value;
}
template <class T>
T expect_known(const site& at, const std::optional<T>& value) {
  return expect_known(at, value.has_value(), value.value_or(T{}));
}
template <state_with_result State>
decltype(auto) expect_known(const site& at, const State& state) {
  expect_known(at, state.known(), true);
  return state.value();
}

// Values of a frame that is written in the program's text: std::nullopt if one is missing, a std::string_view instead
// of a text.
template <class T>
void add_values(
    table_builder& to, std::size_t column,
    std::initializer_list<std::optional<std::conditional_t<std::is_same_v<T, text>, std::string_view, T>>> values) {
  T* const out = to.extend<T>(column, static_cast<std::int64_t>(values.size()));
  for (std::int64_t row = 0; const auto& value : values) {
    out[row] = value ? T(*value) : T{};
    if (!value) to.set_missing(column, row);
    ++row;
  }
}

}  // namespace bodo::rt
