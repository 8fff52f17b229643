#include "bodo/rt/take.h"

#include <algorithm>

#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/bits.h"

namespace bodo::rt {

namespace {

constexpr site here{"", 0, "take"};

// f(a pointer to the type of such values); of 16 bytes any.
template <class F>
void by_width(std::size_t width, const F& f) {
  switch (width) {
    case 1: return f(static_cast<const std::uint8_t*>(nullptr));
    case 2: return f(static_cast<const std::uint16_t*>(nullptr));
    case 4: return f(static_cast<const std::uint32_t*>(nullptr));
    case 8: return f(static_cast<const std::uint64_t*>(nullptr));
    case 16: return f(static_cast<const text*>(nullptr));
    default: fail(here, "internal error: a column of unknown width");
  }
}

template <class T, class Number>
void copy(const T* values, T* out, const Number* numbers, std::uint32_t n, bool far) {
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

std::uint64_t new_source() {
  static std::uint64_t sources = 0;
  return ++sources;
}

void taken_column::make_room(std::size_t width) {
  if (values_.size() < batch_capacity * width) values_.resize(batch_capacity * width);
}

template <class Number>
column_view taken_column::take_rows(const column_view& from, const Number* numbers, std::uint32_t n, bool far) {
  make_room(from.width);
  by_width(from.width, [&]<class T>(const T*) {
    copy(static_cast<const T*>(from.values), reinterpret_cast<T*>(values_.data()), numbers, n, far);
  });
  column_view taken{values_.data(), nullptr, from.words, from.bound, from.width};
  taken.heaps = from.heaps;
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

column_view taken_column::take_found(const column_view& from, const std::uint32_t* numbers, std::uint32_t n,
                                     const std::uint64_t* found) {
  if (count_zeros(found, n) == 0) return take_rows(from, numbers, n, false);
  make_room(from.width);
  by_width(from.width, [&]<class T>(const T*) {
    const T* const values = static_cast<const T*>(from.values);
    T* const out = reinterpret_cast<T*>(values_.data());
    for (std::uint32_t k = 0; k < n; ++k) out[k] = bit_at(found, k) ? values[numbers[k]] : T{};
  });
  copy_bytes(valid_, found, words_for(n) * sizeof(std::uint64_t));
  for (std::uint32_t k = 0; k < n && from.valid != nullptr; ++k)
    if (bit_at(found, k) && !from.known(numbers[k])) clear_bit(valid_, k);
  column_view taken{values_.data(), valid_, from.words, from.bound, from.width};
  taken.heaps = from.heaps;
  return taken;
}

}  // namespace bodo::rt
