#pragma once
// Columns of another table, for each row of a table from at most one of its rows: that of equal keys, or the nearest
// one in an order. The rows stay where they are:
//
//     df = df.beside(rt::lookup(at, df, {"k"}, groups, {"k"}, {"mean"}));
#include <cstdint>
#include <initializer_list>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// The columns `taken` of the row of `from` whose columns `from_keys` equal t's columns `keys`; missing if there is
// none. No two rows of `from` have the same keys. Missing keys equal each other. Collective unless both are replicated:
// if `from` is small it goes to every rank, else each rank fetches the rows that it needs.
table lookup(const site& at, const table& t, std::initializer_list<chosen_column> keys, const table& from,
             std::initializer_list<chosen_column> from_keys, std::initializer_list<chosen_column> taken);

enum class direction : std::uint8_t {
  backward,  // the last row that is not after
  forward,   // the first row that is not before
  nearest,   // the nearer one of these; the earlier one of two that are equally near
};

struct nearness {
  rt::direction direction = rt::direction::backward;
  bool exact = true;       // a row at the same place counts
  std::int64_t most = -1;  // distance of integers, dates (days), times and durations (nanoseconds); any if negative
  double most_float = -1;  // of floats
};

// The columns `taken` of the nearest row of `from` in the order of the last ones of the keys, among those with equal
// other keys; missing if there is none. Both tables are in this order, over all ranks, and have no missing value in it:
// else it is an error. Collective unless both are replicated: a rank gets the rows in the range of its own ones, and of
// the rows outside of it the next one of each key.
table asof(const site& at, const table& t, std::initializer_list<chosen_column> keys, const table& from,
           std::initializer_list<chosen_column> from_keys, std::initializer_list<chosen_column> taken,
           const nearness& near);

}  // namespace bodo::rt
