#include "bodo/rt/aggregates.h"

#include <cmath>
#include <limits>

namespace bodo::rt {

namespace {

// Products and quotients with the precision of two doubles; only here, so clarity goes before speed.
struct pair {
  double high, low;
};
pair normal(double a, double b) {
  const double s = a + b;
  const double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}
pair times(double a, double b) {
  const double p = a * b;
  return {p, std::fma(a, b, -p)};
}

}  // namespace

// (sum of squares - sum^2 / n) / (n - 1): the difference may cancel all but a few of the 106 bits' digits
double variance::value() const {
  if (n_ < 2) return std::numeric_limits<double>::quiet_NaN();
  const double n = static_cast<double>(n_);
  if (!std::isfinite(sum_.high) || !std::isfinite(squares_.high)) return std::numeric_limits<double>::quiet_NaN();
  const pair s = normal(sum_.high, sum_.low);
  const pair q = normal(squares_.high, squares_.low);
  pair square = times(s.high, s.high);
  square = normal(square.high, square.low + 2 * s.high * s.low);
  const double d = square.high / n;
  const pair back = times(d, n);
  const double rest = ((square.high - back.high) - back.low + square.low) / n;
  const pair mean_square = normal(d, rest);
  const pair difference = normal(q.high, -mean_square.high);
  const double v = (difference.high + (difference.low + (q.low - mean_square.low))) / (n - 1);
  return v > 0 ? v : 0;
}

double variance::root() const { return std::sqrt(value()); }
double variance::value(int scale) const { return value() / std::pow(10.0, 2 * scale); }
double variance::root(int scale) const { return root() / std::pow(10.0, scale); }

}  // namespace bodo::rt
