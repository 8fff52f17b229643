#pragma once
// Rows of a table in any order, batch by batch: what sorting hands out and sends.
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

class row_picker {
 public:
  explicit row_picker(const table& from);

  // Copies the rows numbers[0], ... (at most batch_capacity); good until the next call.
  std::span<const column_view> pick(const std::uint32_t* numbers, std::uint32_t n);

 private:
  struct buffer {
    std::vector<unsigned char> values;
    std::uint64_t valid[batch_capacity / 64];
  };
  table from_;
  std::vector<buffer> buffers_;
  std::vector<column_view> views_;
};

}  // namespace bodo::rt
