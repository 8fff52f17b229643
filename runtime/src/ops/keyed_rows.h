#pragma once
// Rows with their values as unsigned numbers of the same order: the input of sorts.
#include <bit>
#include <cstdint>
#include <span>
#include <type_traits>

#include "bodo/rt/memory.h"

namespace bodo::rt {

struct keyed_row {
  std::uint64_t key;
  std::uint32_t row;
};

// Sorts by the keys; rows with equal keys keep their order. `scratch`, of as many rows, is for its own use. Local.
void sort_by_key(std::span<keyed_row> rows, keyed_row* scratch);
void sort_by_key(array<keyed_row>& rows, array<keyed_row>& scratch);

// The value as a number of the same order; both zeros are equal. All but 128-bit integers and strings.
template <class T>
std::uint64_t order_key(T v) {
  if constexpr (std::is_floating_point_v<T>) {
    // as a double: the order of floats is the same
    const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(v) + 0.0);
    return (bits >> 63) != 0 ? ~bits : bits | std::uint64_t{1} << 63;
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(v)) ^ std::uint64_t{1} << 63;
  } else {
    return v;
  }
}

inline double double_of_key(std::uint64_t key) {
  return std::bit_cast<double>((key >> 63) != 0 ? key ^ std::uint64_t{1} << 63 : ~key);
}

}  // namespace bodo::rt
