#pragma once
// Values between two others, for quantiles.
#include <cmath>

namespace bodo::rt {

inline double between(double low, double high, double fraction) {
  if (low == high) return low;
  const double distance = high - low;
  return std::isfinite(distance) ? low + distance * fraction : low * (1 - fraction) + high * fraction;
}

}  // namespace bodo::rt
