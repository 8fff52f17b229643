#pragma once
// The comparison of a column with a constant in a pushed-down condition.
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
