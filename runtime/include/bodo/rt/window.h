#pragma once
// Operations on tables that depend on the order of rows across ranks: running values, shifts, filled gaps, ranks, and
// the first, last or middle rows. Results are in the same blocks as their input (rows of a slice stay on their rank).
// Windows over a number of rows or a time are in rolling.h.
#include <cstddef>
#include <cstdint>
#include <span>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class rows_by_key;

// The rows that make up windows: those of a frame, or those of each group, each with a value and, for windows of
// time, a time.
//     rt::cumsum({at, df["x"]})              of all rows; collective unless they are replicated
//     by_k.back(rt::cumsum({by_k, 0}))       of the rows of each group; local
class window_rows {
 public:
  window_rows(const site& at, const table& values);
  window_rows(const site& at, const table& values, const table& times);
  window_rows(const rows_by_key& rows, std::size_t values);
  window_rows(const rows_by_key& rows, std::size_t values, std::size_t times);
  window_rows(const window_rows&) = delete;
  window_rows& operator=(const window_rows&) = delete;

  const site& at() const { return *at_; }
  const table& values() const { return values_; }
  const table& times() const { return times_; }
  // The first row of each segment on this rank, ascending, and the number of this rank's rows at the end.
  std::span<const std::int64_t> starts() const { return groups_.empty() ? std::span(all_) : groups_; }
  // The one segment has rows on other ranks too.
  bool spread() const { return spread_; }

 private:
  const site* at_;
  table values_, times_;
  std::int64_t all_[2] = {0, 0};
  std::span<const std::int64_t> groups_;
  bool spread_ = false;
};

// One column each, whose missing values are those of the values, which are skipped.
// int64 (uint64 for unsigned columns), float64, decimal(38, s); an error if a result does not fit.
table cumsum(const window_rows& rows);
// int64, uint64 or float64; products of floats have no intermediate overflow.
table cumprod(const window_rows& rows);
table cummin(const window_rows& rows);
table cummax(const window_rows& rows);
inline table cumsum(const site& at, const table& t, std::size_t column) {
  return cumsum({at, t.select({static_cast<std::uint32_t>(column)})});
}

// One column, nullable: row i has the value of row i - k; missing if there is none. k may be negative.
table shift(const window_rows& rows, std::int64_t k);
inline table shift(const site& at, const table& t, std::size_t column, std::int64_t k) {
  return shift({at, t.select({static_cast<std::uint32_t>(column)})}, k);
}

inline constexpr std::int64_t any_distance = -1;
// Missing values become the last one before them, or the next one after them, if that is at most `limit` rows away.
table ffill(const window_rows& rows, std::int64_t limit = any_distance);
table bfill(const window_rows& rows, std::int64_t limit = any_distance);
// Missing floats become those on the line between the last one before and the next one after them; after the last one
// its value.
table interpolate(const window_rows& rows);

// The rows' places, from 1, in the order of their values; missing for missing values.
enum class ties : std::uint8_t {
  average,  // the mean of the places of equal values
  min,
  max,
  first,  // in the order of the rows
  dense   // as min, but the next value has the next number
};
struct ranking {
  bool descending = false;
  bool pct = false;  // as a part of the greatest rank
};
// float64 for averages and parts, else int64.
table rank(const window_rows& rows, ties method, const ranking& how = {});

// The exponentially weighted mean of floats: each row's weight is 1 - alpha times that of the next one. With `adjust`
// divided by the sum of the weights, else the first value counts as the mean of all before it. A missing value takes
// its time, and has the mean so far.
table ewm_mean(const window_rows& rows, double alpha, bool adjust);

// A row for each interval of time from the first key to the last one: t's rows, whose keys (dates, or nanoseconds)
// ascend and are beginnings of intervals of so many nanoseconds, or months; rows in between have the key alone, and all
// other columns may be missing. Collective unless t is replicated.
table intervals(const site& at, const table& t, std::size_t key, std::int64_t nanoseconds, std::int64_t months);

// Rows [from, to) of all ranks' rows, in Python's sense: negative numbers count from the end. Local: t knows its rows.
table slice(const site& at, const table& t, std::int64_t from, std::int64_t to);
table head(const site& at, const table& t, std::int64_t n);  // negative n: all but the last -n
table tail(const site& at, const table& t, std::int64_t n);  // negative n: all but the first -n

}  // namespace bodo::rt
