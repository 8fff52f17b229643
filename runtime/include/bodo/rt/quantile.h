#pragma once
// Quantiles, which need the values themselves: of each group, and of all rows of all ranks. q from 0 to 1; between two
// values the result is linear. NaN counts only if there is nothing else. Values are doubles, or 64-bit integers (times
// and durations), whose quantiles are cut to integers.
#include <cstdint>

#include "bodo/rt/column.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

// A quantile of each group. Made before the first find() of its group-by, and finished with it.
class quantiles {
 public:
  quantiles(const site& at, groups& of, const key& value, double q = 0.5);
  ~quantiles();
  quantiles(const quantiles&) = delete;
  quantiles& operator=(const quantiles&) = delete;

  // `group` is the result of find() for these rows. Local.
  void add(std::span<const std::uint32_t> group, const column_view& values, rows rows);
  // After the group-by's finish (and order): of the batch's groups as a column, missing for groups without values.
  column_view values(const batch& of);

 private:
  struct impl;
  impl* self_;
};

// A quantile that has been found.
template <class T>
struct found_quantile {
  T result{};
  bool any = false;

  T value() const { return result; }
  bool known() const { return any; }
};

// Quantiles of a column: T is double or std::int64_t.
template <class T>
class quantile {
 public:
  quantile(const site& at, const key& value);

  // Local.
  void add(const column_view& values, rows rows);
  // Once for each quantile. Collective: no value travels, the ranks count how many lie in which range.
  found_quantile<T> finish(double q = 0.5);
  // If every rank has added the same values. Local.
  found_quantile<T> finish_local(double q = 0.5);

 private:
  const site* at_;
  array<std::uint64_t> values_;  // without NaN, integers in their order
  std::int64_t nans_ = 0;
};

extern template class quantile<double>;
extern template class quantile<std::int64_t>;

}  // namespace bodo::rt
