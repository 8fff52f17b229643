#include "bodo/rt/take.h"

#include <algorithm>

#include "bodo/rt/error.h"

namespace bodo::rt {

namespace {

constexpr site here{"", 0, "take"};

template <class T, class Number>
void copy(const void* from, std::byte* to, const Number* numbers, std::uint32_t n, bool far) {
  const T* const values = static_cast<const T*>(from);
  T* const out = reinterpret_cast<T*>(to);
  std::uint32_t k = 0;
  if (far) {
    constexpr std::uint32_t ahead = 16;  // prefetch distance
    for (; k + ahead < n; ++k) {
      __builtin_prefetch(values + numbers[k + ahead]);
      out[k] = values[numbers[k]];
    }
  }
  for (; k < n; ++k) out[k] = values[numbers[k]];
}

}  // namespace

template <class Number>
column_view taken_column::take_rows(const column_view& from, const Number* numbers, std::uint32_t n, bool far) {
  if (values_.size() < batch_capacity * from.width) values_.resize(batch_capacity * from.width);
  switch (from.width) {
    case 1: copy<std::uint8_t>(from.values, values_.data(), numbers, n, far); break;
    case 2: copy<std::uint16_t>(from.values, values_.data(), numbers, n, far); break;
    case 4: copy<std::uint32_t>(from.values, values_.data(), numbers, n, far); break;
    case 8: copy<std::uint64_t>(from.values, values_.data(), numbers, n, far); break;
    case 16: copy<text>(from.values, values_.data(), numbers, n, far); break;  // any 16 bytes
    default: fail(here, "internal error: a column of unknown width");
  }
  column_view taken{values_.data(), nullptr, from.words, from.bound, from.width};
  if (from.valid == nullptr) return taken;
  bool all = true;
  for (std::uint32_t first = 0; first < n; first += 64) {
    const std::uint32_t count = std::min<std::uint32_t>(64, n - first);
    std::uint64_t known = 0;
    for (std::uint32_t k = 0; k < count; ++k) {
      const std::uint32_t i = numbers[first + k];
      known |= (from.valid[i >> 6] >> (i & 63) & 1) << k;
    }
    valid_[first >> 6] = known;
    all &= known == ~std::uint64_t{0} >> (64 - count);
  }
  if (!all) taken.valid = valid_;
  return taken;
}

column_view taken_column::take(const column_view& from, const std::uint16_t* numbers, std::uint32_t n) {
  return take_rows(from, numbers, n, false);
}
column_view taken_column::take(const column_view& from, const std::uint32_t* numbers, std::uint32_t n, bool far) {
  return take_rows(from, numbers, n, far);
}

}  // namespace bodo::rt
