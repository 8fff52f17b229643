#include "bodo/rt/explode.h"

#include <algorithm>
#include <cstring>

namespace bodo::rt {

exploded::exploded(type element, join how)
    : keeps_rows_(keeps_probe(how)),
      is_text_(storage_of(element) == storage::text),
      width_(width_of(storage_of(element))),
      values_(batch_capacity * width_) {}

pairs_from<exploded> exploded::explode(std::span<const column_view> lists, rows rows) {
  lists_ = lists[0];
  rows_.take(rows);
  next_row_ = next_value_ = 0;
  return pairs_from(*this);
}

bool exploded::next(matches& out) {
  const rt::column<text> lists(lists_);
  std::uint32_t count = 0;
  bool has_missing = false;
  const auto set_known = [&](std::uint32_t k, bool known) {
    const std::uint64_t bit = std::uint64_t{1} << (k & 63);
    valid_[k >> 6] = known ? valid_[k >> 6] | bit : valid_[k >> 6] & ~bit;
    has_missing |= !known;
  };
  while (next_row_ < rows_.size() && count < batch_capacity) {
    const std::uint32_t row = rows_[next_row_];
    if (next_value_ == 0) list_ = lists.known(row) ? list_reader(lists[row]) : list_reader();
    const std::uint32_t n = std::min(list_.size() - next_value_, batch_capacity - count);
    std::fill_n(out.left + count, n, static_cast<std::uint16_t>(row));
    std::byte* const to = values_.data() + count * width_;
    if (is_text_) {
      for (std::uint32_t k = 0; k < n; ++k) {
        const text value = list_.next_text();
        std::memcpy(to + k * width_, &value, sizeof value);
      }
    } else if (n > 0) {
      std::memcpy(to, list_.bytes() + next_value_ * width_, n * width_);
    }
    for (std::uint32_t k = 0; k < n; ++k) set_known(count + k, list_.known(next_value_ + k));
    count += n;
    next_value_ += n;
    if (next_value_ < list_.size()) break;  // the pairs are full
    if (list_.size() == 0 && keeps_rows_) {
      std::memset(to, 0, width_);
      set_known(count, false);
      out.left[count++] = static_cast<std::uint16_t>(row);
    }
    next_value_ = 0;
    ++next_row_;
  }
  for (std::uint32_t k = 0; k < count; ++k) out.right[k] = k;
  out.count = count;
  out.is_left_whole_ = false;
  out.is_build_small_ = true;
  has_missing_ = has_missing;
  return count > 0;
}

column_view exploded::column(std::size_t) const {
  column_view view{values_.data(), has_missing_ ? valid_ : nullptr};
  view.width = static_cast<std::uint8_t>(width_);
  return view;
}

}  // namespace bodo::rt
