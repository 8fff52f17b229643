#include "bodo/rt/take.h"

#include <cstring>

#include "bodo/rt/error.h"

namespace bodo::rt {

namespace {

constexpr site here{"", 0, "take"};

template <class T, class Number>
void copy(const void* from, std::byte* to, const Number* numbers, std::uint32_t n) {
  const T* const values = static_cast<const T*>(from);
  T* const out = reinterpret_cast<T*>(to);
  // prefetch distance: rows of a table, unlike those of a batch, are seldom in the cache
  constexpr std::uint32_t ahead = sizeof(Number) == sizeof(std::uint16_t) ? 0 : 16;
  std::uint32_t k = 0;
  for (; k + ahead < n; ++k) {
    if constexpr (ahead != 0) __builtin_prefetch(values + numbers[k + ahead]);
    out[k] = values[numbers[k]];
  }
  for (; k < n; ++k) out[k] = values[numbers[k]];
}

}  // namespace

template <class Number>
column_view taken_column::take_rows(const column_view& from, const Number* numbers, std::uint32_t n) {
  if (values_.size() < batch_capacity * from.width) values_.resize(batch_capacity * from.width);
  switch (from.width) {
    case 1: copy<std::uint8_t>(from.values, values_.data(), numbers, n); break;
    case 2: copy<std::uint16_t>(from.values, values_.data(), numbers, n); break;
    case 4: copy<std::uint32_t>(from.values, values_.data(), numbers, n); break;
    case 8: copy<std::uint64_t>(from.values, values_.data(), numbers, n); break;
    case 16: copy<text>(from.values, values_.data(), numbers, n); break;  // any 16 bytes
    default: fail(here, "internal error: a column of unknown width");
  }
  column_view taken{values_.data(), nullptr, from.words, from.bound, from.width};
  if (from.valid == nullptr) return taken;
  std::memset(valid_, 0, sizeof valid_);
  bool all = true;
  for (std::uint32_t k = 0; k < n; ++k) {
    const bool here = from.known(numbers[k]);
    all &= here;
    valid_[k >> 6] |= std::uint64_t{here} << (k & 63);
  }
  if (!all) taken.valid = valid_;
  return taken;
}

column_view taken_column::take(const column_view& from, const std::uint16_t* numbers, std::uint32_t n) {
  return take_rows(from, numbers, n);
}
column_view taken_column::take(const column_view& from, const std::uint32_t* numbers, std::uint32_t n) {
  return take_rows(from, numbers, n);
}

}  // namespace bodo::rt
