#pragma once
// Values between two others, for quantiles.
#include <cmath>
#include <cstdint>

#include "bodo/rt/column.h"

namespace bodo::rt {

inline double between(double low, double high, double fraction) {
  if (low == high) return low;
  const double distance = high - low;
  return std::isfinite(distance) ? low + distance * fraction : low * (1 - fraction) + high * fraction;
}

inline std::int64_t between(std::int64_t low, std::int64_t high, double fraction) {
  const auto distance = static_cast<int128>(high) - low;
  return static_cast<std::int64_t>(low + static_cast<int128>(static_cast<double>(distance) * fraction));
}

}  // namespace bodo::rt
