#pragma once
// Sorting by value hashes.
#include <cstddef>
#include <cstdint>

#include "bodo/rt/memory.h"

namespace bodo::rt {

// Numbers 0 to n - 1 by ascending hash. `less(a, b)` decides between numbers with the same hash.
template <class Less>
array<std::uint32_t> hash_order(const site& at, const std::uint64_t* hashes, std::size_t n, Less less);

namespace detail {
struct hashed {
  std::uint64_t hash;
  std::uint32_t number;
};
// Sorts by the hashes' top 33 bits.
void radix_sort(const site& at, array<hashed>& items);
}  // namespace detail

}  // namespace bodo::rt

#include <algorithm>

template <class Less>
bodo::rt::array<std::uint32_t> bodo::rt::hash_order(const site& at, const std::uint64_t* hashes, std::size_t n,
                                                    Less less) {
  array<detail::hashed> items(at);
  items.resize(n);
  for (std::size_t i = 0; i < n; ++i) items[i] = {hashes[i], static_cast<std::uint32_t>(i)};
  detail::radix_sort(at, items);
  // hashes are practically random: few neighbours have the same top bits
  for (std::size_t i = 0; i < n;) {
    std::size_t end = i + 1;
    while (end < n && items[end].hash >> 31 == items[i].hash >> 31) ++end;
    if (end - i > 1)
      std::sort(items.begin() + i, items.begin() + end, [&](const detail::hashed& a, const detail::hashed& b) {
        return a.hash != b.hash ? a.hash < b.hash : less(a.number, b.number);
      });
    i = end;
  }
  array<std::uint32_t> order(at);
  order.resize(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = items[i].number;
  return order;
}
