#pragma once
// Rows of a table in any order, batch by batch: sorting returns and sends rows by it.
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/table.h"
#include "bodo/rt/take.h"

namespace bodo::rt {

class row_picker {
 public:
  explicit row_picker(const table& from) : from_(from), columns_(from.width()), views_(from.width()) {}

  // Copies the rows numbers[0], ... (at most batch_capacity); valid until the next call.
  std::span<const column_view> pick(const std::uint32_t* numbers, std::uint32_t n) {
    for (std::size_t c = 0; c < views_.size(); ++c) views_[c] = columns_[c].take(from_.column(c), numbers, n, true);
    return views_;
  }

 private:
  table from_;
  std::vector<taken_column> columns_;
  std::vector<column_view> views_;
};

}  // namespace bodo::rt
