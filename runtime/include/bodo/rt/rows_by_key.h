#pragma once
// Windows within groups: the rows of each key are brought together on one rank, in the frame's order, functions of
// their values give one value for each row, and these travel back to the rows' places:
//
//     const rt::rows_by_key by_k(at, df, {0}, {1});
//     df = df.with("before", by_k.back(rt::shift({by_k, 0}, 1)));
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

enum class missing_keys : bool {
  kept,    // they are equal to each other
  dropped  // their rows belong to no group
};

class rows_by_key {
 public:
  // The columns of t at `keys` and at `values`. Collective unless t is replicated: rows travel to the owner of their
  // key's hash.
  rows_by_key(const site& at, const table& t, std::initializer_list<std::uint32_t> keys,
              std::initializer_list<std::uint32_t> values, missing_keys missing = missing_keys::kept);
  ~rows_by_key();
  rows_by_key(const rows_by_key&) = delete;
  rows_by_key& operator=(const rows_by_key&) = delete;

  const site& at() const;
  // The n-th of the values as a table of its own: group after group. Local, nothing is copied.
  table operator[](std::size_t n) const;
  std::int64_t rows() const;
  // The first row of each group, ascending, and rows() at the end.
  std::span<const std::int64_t> starts() const;

  // A column with a value for each row here, as a column of the frame; missing for rows that belong to no group.
  // Collective unless the frame is replicated.
  table back(const table& column) const;

 private:
  struct impl;
  impl* self_;
};

// The row's number in its group, from 1; counted from the group's end. Local.
table row_number(const rows_by_key& rows);
table rows_left(const rows_by_key& rows);

}  // namespace bodo::rt
