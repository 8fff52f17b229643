#pragma once
// The rows of a stream that may be among the first n in a sort's order: those that come before the n-th of the rows so
// far. Local.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class first_rows {
 public:
  // `fields`: of the keys.
  first_rows(const site& at, std::span<const field> fields, std::span<const sort_key> keys, std::int64_t n);

  // The n-th row of those that are kept, by the columns of its keys.
  bool has_last() const { return last_.rows() != 0; }
  void set_last(const table& keys, std::uint32_t row);

  // Of rows that come after all that are kept, those that may be among the first n; the views are of the first keys, or
  // of all. Good until the next call.
  rows keep(std::span<const column_view> keys, rows of);
  // Of these, those that may be among the first n of themselves: all of them will be kept.
  rows keep_first(std::span<const column_view> keys, rows of);

 private:
  const site* at_;
  std::vector<field> fields_;
  std::vector<sort_key> keys_;  // their columns are their numbers
  std::int64_t n_;
  table last_;
  selection kept_, first_;
  std::array<std::uint64_t, batch_capacity> places_, sorted_;
};

}  // namespace bodo::rt
