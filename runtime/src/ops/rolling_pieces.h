#pragma once
// The pieces of rows over which windows slide: each has all rows that the windows of its results hold, and is so long
// as memory is contiguous. A rank's first and last rows, whose windows reach into other ranks' rows, are pieces of
// copies.
#include <cstdint>
#include <vector>

#include "bodo/rt/rolling.h"

namespace bodo::rt {

struct rolling_piece {
  column_view values;
  column_view times;              // values are null without times
  bool times_are_days = false;    // 32 bits, else nanoseconds in 64
  std::int64_t base = 0;          // the place of its first row in the columns
  std::int64_t rows = 0;          // of the piece
  std::int64_t from = 0, to = 0;  // rows with a result,
  std::int64_t out = 0;           // the first one is this rank's row `out`

  bool known(std::int64_t i) const { return values.known(static_cast<std::size_t>(base + i)); }
  template <class T>
  const T* values_as() const {
    return static_cast<const T*>(values.values) + base;
  }
  std::int64_t time(std::int64_t i) const {
    return times_are_days ? static_cast<const std::int32_t*>(times.values)[base + i]
                          : static_cast<const std::int64_t*>(times.values)[base + i];
  }
  // From one row to the same or a later one.
  std::uint64_t time_between(std::int64_t i, std::int64_t j) const {
    return static_cast<std::uint64_t>(time(j)) - static_cast<std::uint64_t>(time(i));
  }
};

// How windows lie around their row.
struct rolling_shape {
  std::int64_t before = 0, after = 0;  // rows
  std::int64_t duration = 0;           // in the unit of the times; 0 for windows of rows
  std::int64_t min_periods = 1;
};

// The pieces of a window's rows, which together give each row a result, in their order.
class rolling_pieces {
 public:
  // Checks the window and the times. Collective if the rows are spread.
  rolling_pieces(const window_rows& rows, const rolling_window& window);

  const rolling_shape& shape() const { return shape_; }
  bool next(rolling_piece& p);

 private:
  void cut_spread();
  void add(const table& values, const table& times, std::int64_t begin, std::int64_t from, std::int64_t to);

  window_rows rows_;
  rolling_shape shape_;
  std::size_t next_ = 0;               // the segment, or the one of:
  std::vector<rolling_piece> pieces_;  // of spread rows
  std::vector<table> held_;            // to which they point
};

}  // namespace bodo::rt
