#pragma once
// Everything that emitted functions use, and what only they use. The one include that bodocc adds to a program.
#include <bodo/bodo.h>

#include <cstdint>
#include <limits>
#include <optional>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/batch.h"
#include "bodo/rt/casts.h"
#include "bodo/rt/chrono.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/csv_file.h"
#include "bodo/rt/csv_writer.h"
#include "bodo/rt/dates.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/dictionary.h"
#include "bodo/rt/elementwise.h"
#include "bodo/rt/error.h"
#include "bodo/rt/frames.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/join.h"
#include "bodo/rt/math.h"
#include "bodo/rt/parquet_scan.h"
#include "bodo/rt/parquet_writer.h"
#include "bodo/rt/range.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/route.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/strings.h"
#include "bodo/rt/table.h"
#include "bodo/rt/text_arena.h"
#include "bodo/rt/window.h"
#include "bodo/rt/words.h"

namespace bodo::rt {

// A number from which this rank's rows count on, in the order of all ranks' rows: for first and last.
inline std::int64_t first_ordinal() { return static_cast<std::int64_t>(rank()) << 44; }

// The statement, as the parallel functions of ordinary code take it.
constexpr bodo::detail::call_site where(const site& at) { return {at.file, at.line}; }

// Logic with missing operands, after Kleene: whether the result is true, and whether it is known.
constexpr bool true_and(bool a, bool a_known, bool b, bool b_known) { return a_known && a && b_known && b; }
constexpr bool known_and(bool a, bool a_known, bool b, bool b_known) {
  return (a_known && b_known) || (a_known && !a) || (b_known && !b);
}
constexpr bool true_or(bool a, bool a_known, bool b, bool b_known) { return (a_known && a) || (b_known && b); }
constexpr bool known_or(bool a, bool a_known, bool b, bool b_known) {
  return (a_known && b_known) || (a_known && a) || (b_known && b);
}

// A user's associative, commutative function as the state of an aggregate: it starts from the identity.
template <class T, class F>
class reduction {
 public:
  reduction() = default;
  explicit reduction(const T& identity) : value_(identity) {}
  void add(const T& v) { value_ = static_cast<T>(F{}(value_, v)); }
  void merge(const reduction& o) { value_ = static_cast<T>(F{}(value_, o.value_)); }
  const T& value() const { return value_; }
  static constexpr bool known() { return true; }

 private:
  T value_{};
};

// A user's decimal at the scale of a column.
inline int128 unscaled(const bodo::decimal_value& v, int scale) {
  int128 n = v.unscaled();
  for (int s = v.scale(); s < scale; ++s) n *= 10;
  return v.scale() > scale ? divide_by_power_of_ten(n, v.scale() - scale) : n;
}

// A reduction's result as a C++ number that cannot say "missing".
template <class T>
T value_or_nan(bool known, double value) {
  return known ? static_cast<T>(value) : std::numeric_limits<T>::quiet_NaN();
}
inline void expect_known(bool known, const site& at) {
  if (!known) fail_together(at, "the result is missing; give it to a std::optional to see that");
}

// Values of a frame that is written in the program's text; those at `missing` are not there.
template <class T>
void add_values(table_builder& to, std::size_t column, std::initializer_list<T> values,
                std::initializer_list<std::int64_t> missing = {}) {
  T* out = to.extend<T>(column, static_cast<std::int64_t>(values.size()));
  const std::int64_t first = to.rows();
  for (const T& v : values) *out++ = v;
  for (const std::int64_t row : missing) to.set_missing(column, first + row);
}

}  // namespace bodo::rt
