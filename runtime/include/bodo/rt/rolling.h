#pragma once
// Windows of a number of rows, or of a time up to each row: their sums, means, extremes, deviations and quantiles, in
// time that does not depend on the windows' length (quantiles: on its logarithm). The results depend on nothing but the
// windows' values: sums are exact, with values that leave subtracted, and rounded once, as those of aggregates. So
// equal windows have the same bits, on any number of ranks. Collective unless the rows are replicated, or those of
// groups.
#include <cstdint>

#include "bodo/rt/window.h"

namespace bodo::rt {

//     rt::rolling_mean({at, df["x"]}, {.rows = 7})
//     rt::rolling_mean({at, df["x"], df["day"]}, {.duration = 604800000000000})
struct rolling_window {
  std::int64_t rows = 0;      // the row and those before it; at least 1
  std::int64_t duration = 0;  // instead: rows whose times are less than this before the row's, in nanoseconds
  // Windows with fewer values have no result; 0: as many as `rows`, or one if there is a duration.
  std::int64_t min_periods = 0;
  bool center = false;  // the row is in the middle, of an even number of rows after the middle
};

// Missing values are left out; the times must be known, and ascend within a segment. Sums have the types of cumsum,
// extremes those of the values; all others take and give float64.
window rolling_sum(const window_rows& rows, const rolling_window& window);
window rolling_mean(const window_rows& rows, const rolling_window& window);
window rolling_min(const window_rows& rows, const rolling_window& window);
window rolling_max(const window_rows& rows, const rolling_window& window);
window rolling_var(const window_rows& rows, const rolling_window& window);
window rolling_std(const window_rows& rows, const rolling_window& window);
// int64; as in pandas of windows with at least `min_periods` rows.
window rolling_count(const window_rows& rows, const rolling_window& window);
table rolling_quantile(const window_rows& rows, const rolling_window& window, double q);
inline table rolling_median(const window_rows& rows, const rolling_window& window) {
  return rolling_quantile(rows, window, 0.5);
}

}  // namespace bodo::rt
