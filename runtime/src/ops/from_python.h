#pragma once
// Bounds of slices as Python's: negative ones count from the end, those beyond an end are the end.
#include <algorithm>
#include <cstdint>

namespace bodo::rt {

inline std::int64_t from_python(std::int64_t i, std::int64_t n) {
  return std::clamp<std::int64_t>(i < 0 ? i + n : i, 0, n);
}

}  // namespace bodo::rt
