#pragma once
// The number of values in each of some intervals of equal length.
#include <cstdint>

#include "bodo/rt/table.h"

namespace bodo::rt {

// Collective unless replicated: a row for each of the intervals from `low` to `high`, on every rank; without these from
// the smallest to the largest value. The last interval includes its end; values outside do not count. As in NumPy: the
// bounds of the intervals are rounded as linspace rounds them, and decide. An error if there is no interval, or if a
// bound is not finite, or `low` greater than `high`.
table histogram(const site& at, const table& t, chosen_column of, std::int64_t intervals);
table histogram(const site& at, const table& t, chosen_column of, std::int64_t intervals, double low, double high);

}  // namespace bodo::rt
