#pragma once
// Rows that are not stored: a block of row numbers, in batches without columns. `arange` and frames of one constant are
// such sources; emitted loops compute their values from `first_row + i`.
#include "bodo/rt/batch.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"

namespace bodo::rt {

std::uint32_t batch_size();  // table.h

class row_range {
 public:
  explicit row_range(const block& rows) : next_(rows.begin), end_(rows.end()) {}

  bool next(batch& b) {
    poll_failures();
    if (next_ >= end_) return false;
    const std::int64_t left = end_ - next_;
    b.size = left < batch_size() ? static_cast<std::uint32_t>(left) : batch_size();
    b.first_row = next_;
    next_ += b.size;
    return true;
  }

 private:
  std::int64_t next_;
  std::int64_t end_;
};

}  // namespace bodo::rt
