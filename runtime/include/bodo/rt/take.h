#pragma once
// Copies values of a column at given rows, in any order and any number of times, into consecutive slots.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"

namespace bodo::rt {

// Memory for one such column, which is reused.
class taken_column {
 public:
  // The column's values at the rows numbers[0], ..., numbers[n - 1] (at most batch_capacity), missing ones and codes of
  // a dictionary too. Good until the next call. Local.
  column_view take(const column_view& from, const std::uint16_t* numbers, std::uint32_t n);
  // `far`: the rows are seldom in a cache.
  column_view take(const column_view& from, const std::uint32_t* numbers, std::uint32_t n, bool far);
  // The same, and a missing value for each position whose bit in `found` is 0.
  column_view take_found(const column_view& from, const std::uint32_t* numbers, std::uint32_t n,
                         const std::uint64_t* found);

 private:
  void make_room(std::size_t width);
  template <class Number>
  column_view take_rows(const column_view& from, const Number* numbers, std::uint32_t n, bool far);

  std::vector<std::byte> values_;
  std::uint64_t valid_[batch_capacity / 64];
};

}  // namespace bodo::rt
