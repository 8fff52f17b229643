#pragma once
// Windows within groups: the rows of each key are brought together on one rank, in the frame's order, functions of
// their values give one value for each row, and these travel back to the rows' places. If the keys are few, windows
// that go on from row to row (sums, extremes, the row before) are made where the rows are.
//
//     rt::rows_by_key by_k(at, df, {0}, {1});
//     df = df.with("before", by_k.back(rt::shift({by_k, 0}, 1)));
//     by_k.free();
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"
#include "bodo/rt/window.h"

namespace bodo::rt {

enum class missing_keys : bool {
  kept,    // they are equal to each other
  dropped  // their rows belong to no group
};

class rows_by_key {
 public:
  // The columns of t at `keys` and at `values`. Collective unless t is replicated.
  rows_by_key(const site& at, const table& t, std::initializer_list<chosen_column> keys,
              std::initializer_list<chosen_column> values, missing_keys missing = missing_keys::kept);
  ~rows_by_key();
  rows_by_key(const rows_by_key&) = delete;
  rows_by_key& operator=(const rows_by_key&) = delete;

  const site& at() const;
  // The n-th of the values as a table of its own: group after group. The first of these three calls is collective
  // unless the frame is replicated: rows travel to the owner of their key's hash.
  table operator[](std::size_t n) const;
  std::int64_t rows() const;
  // The first row of each group, ascending, and rows() at the end.
  std::span<const std::int64_t> starts() const;

  // A column with a value for each row here, as a column of the frame; missing for rows that belong to no group.
  // Collective unless the frame is replicated.
  table back(const table& column) const;
  table back(window&& column) const;

  // For windows in the frame's order: the keys, unless they are many, or the rows have travelled. Collective unless the
  // frame is replicated.
  const few_keys* keys_if_few() const;
  field field_at(std::size_t n) const;
  // The n-th of the values as a column of the frame, of few keys or before rows travel.
  table in_frame(std::size_t n) const;

  // Gives the memory back; only the destructor may follow.
  void free();

 private:
  struct impl;
  impl* self_;
};

// Each row's number among those with equal keys, from 1; or counted from the last of them. Missing for rows with a
// missing key, if these are dropped. No row moves. Collective unless the rows are replicated: the ranks' numbers of
// rows of each key travel to the owner of its hash, which returns how many rows other ranks have before.
//     df = df.with("row_number", rt::row_number({at, df.select({0, 1})}));
window row_number(const window_rows& keys, missing_keys missing = missing_keys::kept);
window rows_left(const window_rows& keys, missing_keys missing = missing_keys::kept);

}  // namespace bodo::rt
