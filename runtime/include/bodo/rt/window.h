#pragma once
// Operations on tables that depend on the order of rows across ranks: running values, shifts, filled gaps, ranks, and
// the first, last or middle rows. Results are in the same blocks as their input (rows of a slice stay on their rank).
// Windows over a number of rows or a time are in rolling.h. The contributions of other ranks to a window are exchanged
// when it is made; its values are computed as they are read.
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class rows_by_key;
struct few_keys;

// The rows that make up windows: those of a frame, or those of each group (which must live as long), each with a value
// and, for windows of time, a time.
//     rt::cumsum({at, df["x"]})              of all rows; collective unless they are replicated
//     by_k.back(rt::cumsum({by_k, 0}))       of the rows of each group; local
class window_rows {
 public:
  window_rows(const site& at, const table& values);
  window_rows(const site& at, const table& values, const table& times);
  window_rows(const rows_by_key& rows, std::size_t values);
  window_rows(const rows_by_key& rows, std::size_t values, std::size_t times);

  const site& at() const { return *at_; }
  field value_field() const;
  // Rows of groups are brought together at the first call: it is collective then.
  const table& values() const;
  const table& times() const { return times_; }
  // The first row of each segment on this rank, ascending, and the number of this rank's rows at the end.
  std::span<const std::int64_t> starts() const {
    values();
    return groups_.empty() ? std::span(all_) : groups_;
  }
  // There is one segment, and it has rows on other ranks too.
  bool spread() const { return spread_; }

  // Rows of groups whose keys are few need not be brought together for windows that go on from row to row: the keys of
  // the frame's rows, and their values; else null. Collective.
  const few_keys* keys_if_few() const;
  table in_frame() const;

 private:
  const site* at_;
  const rows_by_key* by_key_ = nullptr;  // of rows that are not brought together yet
  std::size_t value_ = 0;                // which of its values
  mutable table values_;
  table times_;
  std::int64_t all_[2] = {0, 0};
  mutable std::span<const std::int64_t> groups_;
  bool spread_ = false;
};

// A column with a value for each of these rows, in their order.
class window {
 public:
  // Makes the values of the next n rows (a batch at most); they are valid until the next call. Local.
  class stream {
   public:
    virtual ~stream() = default;
    virtual column_view next(std::uint32_t n) = 0;
  };
  // The order in which values within groups come.
  enum class order : bool {
    by_key,
    frame
  };
  window(const site& at, const field& f, const table& like, stream* values, order o = order::by_key)  // takes it over
      : at_(&at), field_(f), like_(like), values_(values), order_(o) {}
  window(const table& made);  // a column whose values are there
  window(window&& other) noexcept
      : at_(other.at_),
        field_(other.field_),
        like_(other.like_),
        values_(std::exchange(other.values_, nullptr)),
        order_(other.order_) {}
  window& operator=(window&&) = delete;
  ~window() { delete values_; }

  column_view next(std::uint32_t n) { return values_->next(n); }
  bool is_in_frame() const { return order_ == order::frame; }
  // All values, none of which may have been read yet, as a table. Local.
  operator table() &&;

 private:
  const site* at_ = nullptr;
  field field_;
  table like_;  // whose rows it has
  stream* values_;
  order order_ = order::by_key;
};

// Reads columns of a table batch by batch, and after them those of windows of its rows.
//     for (rt::window_scan scan(df, {"day"}, rt::shift({at, df["x"]}, 1)); rt::batch& batch : scan)
class window_scan {
 public:
  template <class... Windows>
  window_scan(const table& t, std::initializer_list<chosen_column> columns, Windows... windows)
      : rows_(t, numbers_of(t, columns)) {
    (windows_.emplace_back(std::move(windows)), ...);
  }
  bool next(batch& b);  // local

 private:
  table_scan rows_;
  std::vector<window> windows_;
};

// One column each, whose missing values are those of the values, which are skipped.
// int64 (uint64 for unsigned columns), float64, decimal(38, s); an error if a result does not fit.
window cumsum(const window_rows& rows);
// int64, uint64 or float64; products of floats have no intermediate overflow.
window cumprod(const window_rows& rows);
window cummin(const window_rows& rows);
window cummax(const window_rows& rows);
inline window cumsum(const site& at, const table& t, std::size_t column) {
  return cumsum({at, t.select({static_cast<std::uint32_t>(column)})});
}

// One column, nullable: row i has the value of row i - k; missing if there is none. k may be negative.
window shift(const window_rows& rows, std::int64_t k);
inline window shift(const site& at, const table& t, std::size_t column, std::int64_t k) {
  return shift({at, t.select({static_cast<std::uint32_t>(column)})}, k);
}

inline constexpr std::int64_t any_distance = -1;
// Missing values become the last one before them, or the next one after them, if that is at most `limit` rows away.
window ffill(const window_rows& rows, std::int64_t limit = any_distance);
window bfill(const window_rows& rows, std::int64_t limit = any_distance);
// Missing floats become those on the line between the last one before and the next one after them; after the last one
// its value.
window interpolate(const window_rows& rows);

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
struct decay {
  double alpha;
  bool adjust = false;
};
window ewm_mean(const window_rows& rows, const decay& weights);

// A row for each interval of time from the first key to the last one: t's rows, whose keys (dates, or nanoseconds)
// ascend and are beginnings of intervals of so many nanoseconds, or months; rows in between have the key alone, and all
// other columns may be missing. Collective unless t is replicated.
table intervals(const site& at, const table& t, chosen_column key, std::int64_t nanoseconds, std::int64_t months);

// Rows [from, to) of all ranks' rows, in Python's sense: negative numbers count from the end. Local: t knows its rows.
table slice(const site& at, const table& t, std::int64_t from, std::int64_t to);
table head(const site& at, const table& t, std::int64_t n);  // negative n: all but the last -n
table tail(const site& at, const table& t, std::int64_t n);  // negative n: all but the first -n

}  // namespace bodo::rt
