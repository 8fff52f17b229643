#pragma once
// The rows of a batch in which all of several columns are known, as one bitmap.
#include "bodo/rt/batch.h"

namespace bodo::rt {

class known_bits {
 public:
  // Of the first `rows` rows.
  explicit known_bits(std::uint32_t rows) : words_((rows + 63) / 64) {}

  void add(const column_view& column) {
    if (column.valid == nullptr) return;
    if (!some_missing_) all_.fill(~std::uint64_t{0});
    some_missing_ = true;
    for (std::size_t w = 0; w < words_; ++w) all_[w] &= column.valid[w];
  }
  // False if no column says that a value is missing.
  bool some_missing() const { return some_missing_; }
  bool operator[](std::uint32_t row) const { return (all_[row >> 6] >> (row & 63) & 1) != 0; }

 private:
  std::size_t words_;
  bool some_missing_ = false;
  std::array<std::uint64_t, batch_capacity / 64> all_;
};

}  // namespace bodo::rt
