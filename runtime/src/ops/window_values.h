#pragma once
// Values of windows that are computed, a batch at a time.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "bodo/rt/batch.h"
#include "bodo/rt/window.h"
#include "columns/bits.h"

namespace bodo::rt {

// The values of one batch.
template <class T>
class window_values {
 public:
  // All values are known until one is missing.
  void clear(const dictionary* words = nullptr) {
    if (missing_) valid_.fill(~std::uint64_t{0});
    missing_ = false;
    words_ = words;
  }
  T& operator[](std::size_t k) { return values_[k]; }
  void set_missing(std::size_t k) {
    values_[k] = T{};
    clear_bit(valid_.data(), k);
    missing_ = true;
  }
  column_view view() const {
    column_view v{values_.data(), missing_ ? valid_.data() : nullptr, words_};
    v.width = sizeof(T);
    return v;
  }

 private:
  std::array<T, batch_capacity> values_;
  std::array<std::uint64_t, batch_capacity / 64> valid_{};
  bool missing_ = true;
  const dictionary* words_ = nullptr;
};

// Goes through the rows of segments.
class segment_walk {
 public:
  explicit segment_walk(const window_rows& rows) : rows_(rows) {}

  // Calls begin(from, to) where a segment of these rows begins, and rows(from, to, k) for its part of the next n rows,
  // the k-th and following ones of them.
  template <class Begin, class Rows>
  void next(std::uint32_t n, Begin begin, Rows rows) {
    const std::span<const std::int64_t> starts = rows_.starts();
    for (std::uint32_t k = 0; k < n;) {
      for (; starts[segment_] == at_; ++segment_)
        if (segment_ + 1 < starts.size() && starts[segment_ + 1] != at_) begin(at_, starts[segment_ + 1]);
      const std::int64_t end = std::min(at_ + n - k, starts[segment_]);
      rows(at_, end, k);
      k += static_cast<std::uint32_t>(end - at_);
      at_ = end;
    }
  }

 private:
  window_rows rows_;
  std::size_t segment_ = 0;  // the next one to begin
  std::int64_t at_ = 0;
};

}  // namespace bodo::rt
