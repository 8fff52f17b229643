#pragma once
// How a pushed-down condition compares a column with a constant.
#include <cstdint>

namespace bodo::rt {

enum class comparison : std::uint8_t {
  lt,
  le,
  gt,
  ge,
  eq
};

}  // namespace bodo::rt
