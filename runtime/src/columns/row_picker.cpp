#include "columns/row_picker.h"

#include <cstring>

namespace bodo::rt {

namespace {

template <class T>
void copy(const void* from, void* to, const std::uint32_t* numbers, std::uint32_t n) {
  const T* const values = static_cast<const T*>(from);
  T* const out = static_cast<T*>(to);
  constexpr std::uint32_t ahead = 16;
  for (std::uint32_t k = 0; k < n; ++k) {
    if (k + ahead < n) __builtin_prefetch(values + numbers[k + ahead]);
    out[k] = values[numbers[k]];
  }
}

}  // namespace

row_picker::row_picker(const table& from) : from_(from), buffers_(from.width()), views_(from.width()) {
  for (std::size_t c = 0; c < from.width(); ++c)
    buffers_[c].values.resize(batch_capacity * width_of(from.field_at(c).storage()));
}

std::span<const column_view> row_picker::pick(const std::uint32_t* numbers, std::uint32_t n) {
  for (std::size_t c = 0; c < views_.size(); ++c) {
    const column_view v = from_.column(c);
    buffer& b = buffers_[c];
    void* const to = b.values.data();
    switch (width_of(from_.field_at(c).storage())) {
      case 1: copy<std::uint8_t>(v.values, to, numbers, n); break;
      case 2: copy<std::uint16_t>(v.values, to, numbers, n); break;
      case 4: copy<std::uint32_t>(v.values, to, numbers, n); break;
      case 8: copy<std::uint64_t>(v.values, to, numbers, n); break;
      default: copy<text>(v.values, to, numbers, n);  // any 16 bytes
    }
    views_[c] = {to, nullptr, v.words, v.bound};
    if (v.valid == nullptr) continue;
    std::memset(b.valid, 0, sizeof b.valid);
    bool all = true;
    for (std::uint32_t k = 0; k < n; ++k) {
      const bool here = v.known(numbers[k]);
      all &= here;
      b.valid[k >> 6] |= std::uint64_t{here} << (k & 63);
    }
    if (!all) views_[c].valid = b.valid;
  }
  return views_;
}

}  // namespace bodo::rt
