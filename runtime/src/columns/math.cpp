#include "bodo/rt/math.h"

#include <cmath>
#include <limits>

#include "bodo/rt/decimal.h"
#include "bodo/rt/error.h"

namespace bodo::rt {

void division_by_zero(const site& at) { fail(at, "a division by zero has no remainder"); }

double floor_mod(double a, double b) {
  const double r = std::fmod(a, b);
  if (r == 0) return std::copysign(0.0, b);
  return (r < 0) != (b < 0) ? r + b : r;
}

double floor_div(double a, double b) {
  if (b == 0) return a / b;
  const double r = std::fmod(a, b);
  double quotient = (a - r) / b;
  if (r != 0 && (r < 0) != (b < 0)) quotient -= 1;
  return quotient != 0 ? std::nearbyint(quotient) : std::copysign(0.0, a / b);
}

double round(double v, int digits) {
  // as in Arrow: scale, round, scale back; values too large to have such digits are not changed
  if (!std::isfinite(v)) return v;
  if (digits > 308) return v;
  if (digits < -308) return std::copysign(0.0, v);
  const double scale = std::pow(10.0, std::abs(digits));
  const double scaled = digits >= 0 ? v * scale : v / scale;
  const double rounded = std::nearbyint(scaled);
  if (rounded == scaled) return v;
  const double r = digits >= 0 ? rounded / scale : rounded * scale;
  return std::isfinite(r) ? r : v;
}

std::int64_t round(std::int64_t v, int digits) {
  if (digits >= 0) return v;
  if (digits < -19) return 0;
  const int128 unit = power_of_ten(-digits);
  const int128 r = divide_by_power_of_ten(v, -digits) * unit;
  // beyond the range there is no such integer: leave the value
  return r == static_cast<std::int64_t>(r) ? static_cast<std::int64_t>(r) : v;
}

}  // namespace bodo::rt
