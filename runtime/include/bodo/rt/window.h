#pragma once
// Operations on tables that depend on the order of rows across ranks: cumulative sums, shifts, and the first, last or
// middle rows. Results are in the same blocks as their input (rows of a slice stay on their rank).
#include <cstddef>
#include <cstdint>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// One column, the running sum of t's column: missing values are skipped and stay missing, the sum continues after them.
// int64 (uint64 for unsigned columns), float64, decimal(38, s). Collective unless t is replicated.
table cumsum(const site& at, const table& t, std::size_t column);
inline table cumsum(const site& at, const table& column) { return cumsum(at, column, 0); }

// One column, nullable: row i has the value of row i - k; missing if there is none. k may be negative. Collective
// unless t is replicated.
table shift(const site& at, const table& t, std::size_t column, std::int64_t k);
inline table shift(const site& at, const table& column, std::int64_t k) { return shift(at, column, 0, k); }

// Rows [from, to) of all ranks' rows, in Python's sense: negative numbers count from the end. Local: t knows its rows.
table slice(const site& at, const table& t, std::int64_t from, std::int64_t to);
table head(const site& at, const table& t, std::int64_t n);  // negative n: all but the last -n
table tail(const site& at, const table& t, std::int64_t n);  // negative n: all but the first -n

}  // namespace bodo::rt
