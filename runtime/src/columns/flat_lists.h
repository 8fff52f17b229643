#pragma once
// A column of lists as Arrow has it: one column of all values, and where those of each list begin.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"

namespace bodo::rt {

struct flat_lists {
  std::vector<std::int64_t> begins;  // one more than there are lists; a missing list has no values
  std::vector<std::byte> values;     // as columns hold them: strings point into their lists
  std::vector<std::uint64_t> valid;  // empty: none is missing
  std::size_t width = 0;

  std::int64_t size() const { return begins.back(); }
  column_view view() const;
};

// Of these rows of a column of lists.
flat_lists flatten(const column_view& lists, const rows& rows, type element);
flat_lists flatten_all(const column_view& lists, std::size_t first, std::size_t count, type element);

}  // namespace bodo::rt
