#include "bodo/rt/decimal.h"

#include <bodo/value.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/value_text.h"

namespace bodo::rt {

void overflow(const site& at, const char* what) { fail(at, what); }

int128 unscaled(const site& at, const bodo::decimal_value& v, int scale) {
  int128 n = v.unscaled();
  for (int s = v.scale(); s > scale; --s, n /= 10)
    if (n % 10 != 0)
      fail(at, fmt::format("{} has more than the {} digits after the point of its column: round it in "
                           "the function, or return a double",
                           decimal_text(v.unscaled(), v.scale()), scale));
  for (int s = v.scale(); s < scale; ++s)
    if (__builtin_mul_overflow(n, int128{10}, &n)) overflow(at, "a value has more than 38 digits");
  if (!within_38_digits(n)) overflow(at, "a value has more than 38 digits");
  return n;
}

namespace {

constexpr uint128 magnitude(int128 v) { return v < 0 ? -static_cast<uint128>(v) : static_cast<uint128>(v); }

int width_in_bits(uint128 v) {
  const auto high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? 128 - std::countl_zero(high) : 64 - std::countl_zero(static_cast<std::uint64_t>(v));
}

// An unsigned integer of 256 bits, with the operations needed here.
struct wide_product {
  uint128 high, low;
};
wide_product multiply(uint128 a, uint128 b) {
  constexpr uint128 mask = ~std::uint64_t{0};
  const uint128 a0 = a & mask, a1 = a >> 64, b0 = b & mask, b1 = b >> 64;
  const uint128 p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0, p11 = a1 * b1;
  const uint128 middle = (p00 >> 64) + (p01 & mask) + (p10 & mask);
  return {p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64), middle << 64 | (p00 & mask)};
}

}  // namespace

int128 divide_by_power_of_ten(int128 v, int digits) {
  if (digits > 38) return 0;
  const uint128 unit = static_cast<uint128>(power_of_ten(digits));
  const uint128 m = magnitude(v);
  uint128 q = m / unit;
  const uint128 r = m % unit;
  // half of a power of ten is exact except for 10^0, which has no remainder
  if (r > unit / 2 || (r == unit / 2 && r != 0 && (q & 1) != 0)) ++q;
  return v < 0 ? -static_cast<int128>(q) : static_cast<int128>(q);
}

int128 whole_part(int128 v, int scale) { return v / power_of_ten(scale); }

int128 rescale(const site& at, int128 v, int from, int to) {
  if (to <= from) return to == from ? v : divide_by_power_of_ten(v, from - to);
  if (v == 0) return 0;
  int128 r;
  if (to - from > 38 || __builtin_mul_overflow(v, power_of_ten(to - from), &r) || !within_38_digits(r))
    overflow(at, "the decimal has more than 38 digits");
  return r;
}

int compare_decimals(int128 a, int scale_a, int128 b, int scale_b) {
  if (scale_a == scale_b || (a < 0) != (b < 0) || a == 0 || b == 0) {
    // with different signs, or a zero, scales do not matter
    return a < b ? -1 : static_cast<int>(b < a);
  }
  const uint128 up_a = scale_a < scale_b ? static_cast<uint128>(power_of_ten(scale_b - scale_a)) : 1;
  const uint128 up_b = scale_b < scale_a ? static_cast<uint128>(power_of_ten(scale_a - scale_b)) : 1;
  const wide_product x = multiply(magnitude(a), up_a);
  const wide_product y = multiply(magnitude(b), up_b);
  const int order = x.high != y.high ? (x.high < y.high ? -1 : 1)
                    : x.low < y.low  ? -1
                                     : static_cast<int>(y.low < x.low);
  return a < 0 ? -order : order;
}

double decimal_to_double(int128 v, int scale) {
  const uint128 m = magnitude(v);
  if (m == 0) return 0.0;
  const double sign = v < 0 ? -1.0 : 1.0;
  if (scale == 0) return sign * static_cast<double>(m);  // the compiler's conversion rounds to nearest, half to even
  if (scale <= 22 && m <= (uint128{1} << 53))
    return sign * (static_cast<double>(m) / static_cast<double>(power_of_ten(scale)));
  // m / 10^scale = q * 2^shift with a quotient of at least 55 bits; a remainder sets its last bit, so that the one
  // rounding, to 53 bits, is right
  const uint128 unit = static_cast<uint128>(power_of_ten(scale));
  const int lift = std::max(0, 64 - (width_in_bits(m) - width_in_bits(unit)));
  // long division of m * 2^lift by the unit, bit by bit after the integer part
  uint128 q = m / unit;
  uint128 r = m % unit;
  for (int i = 0; i < lift; ++i) {
    r <<= 1;  // below 2 * 10^38 < 2^128
    q = q << 1 | static_cast<uint128>(r >= unit);
    if (r >= unit) r -= unit;
  }
  if (r != 0) q |= 1;
  return sign * std::ldexp(static_cast<double>(q), -lift);
}

bool decimal_from_double(double v, int precision, int scale, int128& out) {
  if (!std::isfinite(v)) return false;
  int exponent;
  const double fraction = std::frexp(v, &exponent);  // v = fraction * 2^exponent
  auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  exponent -= 53;
  if (mantissa == 0) {
    out = 0;
    return true;
  }
  // mantissa * 10^scale is exact in 256 bits
  const wide_product p = multiply(magnitude(mantissa), static_cast<uint128>(power_of_ten(scale)));
  uint128 m;
  if (exponent >= 0) {
    if (p.high != 0 || exponent >= 127 || width_in_bits(p.low) + exponent > 127) return false;
    m = p.low << exponent;
  } else {
    const int down = -exponent;
    if (down >= 256) {
      m = 0;
    } else {
      // the bits that are shifted out, as a fraction of 256 bits
      const auto bit = [&](int i) { return static_cast<bool>((i >= 128 ? p.high >> (i - 128) : p.low >> i) & 1); };
      wide_product w;
      if (down >= 128)
        w = {0, down == 128 ? p.high : p.high >> (down - 128)};
      else
        w = {p.high >> down, p.low >> down | (p.high << (128 - down))};
      if (w.high != 0) return false;
      bool below = false;  // any bit after the first one shifted out
      for (int i = 0; i < down - 1 && !below; ++i) below = bit(i);
      m = w.low;
      if (bit(down - 1) && (below || (m & 1) != 0)) ++m;
    }
  }
  if (m >= static_cast<uint128>(power_of_ten(precision))) return false;
  out = v < 0 ? -static_cast<int128>(m) : static_cast<int128>(m);
  return true;
}

std::size_t write_decimal(int128 v, int scale, char* out) {
  char digits[48];
  char* const end = digits + sizeof digits;
  char* p = end;
  uint128 m = magnitude(v);
  int n = 0;
  while (m != 0 || n <= scale) {
    if (n == scale && scale != 0) *--p = '.';
    *--p = static_cast<char>('0' + static_cast<int>(m % 10));
    m /= 10;
    ++n;
  }
  if (v < 0) *--p = '-';
  const auto size = static_cast<std::size_t>(end - p);
  copy_bytes(out, p, size);
  return size;
}

bool parse_decimal(std::string_view s, int precision, int scale, int128& out) {
  std::size_t i = 0;
  const bool negative = !s.empty() && s[0] == '-';
  if (!s.empty() && (s[0] == '-' || s[0] == '+')) ++i;
  uint128 m = 0;
  int behind = 0;   // digits after the point so far
  int pending = 0;  // zeros not yet multiplied in: they may be beyond the scale
  bool point = false, any = false;
  for (; i < s.size(); ++i) {
    const char c = s[i];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') break;
    any = true;
    behind += point;
    if (c == '0') {
      pending += m != 0;
      continue;
    }
    for (; pending > 0; --pending) {
      if (m >= static_cast<uint128>(power_of_ten(37))) return false;
      m *= 10;
    }
    if (m >= static_cast<uint128>(power_of_ten(37))) return false;
    m = m * 10 + static_cast<unsigned>(c - '0');
  }
  if (!any) return false;
  long exponent = 0;
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    ++i;
    const bool down = i < s.size() && s[i] == '-';
    if (i < s.size() && (s[i] == '-' || s[i] == '+')) ++i;
    if (i == s.size()) return false;
    for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; ++i) exponent = std::min(exponent * 10 + (s[i] - '0'), 100000L);
    if (down) exponent = -exponent;
  }
  if (i != s.size()) return false;
  if (m == 0) {
    out = 0;
    return true;
  }
  // the value is m * 10^(pending - behind + exponent)
  for (long up = pending - behind + exponent + scale; up != 0; up += up > 0 ? -1 : 1) {
    if (up > 0) {
      if (m >= static_cast<uint128>(power_of_ten(37))) return false;
      m *= 10;
    } else {
      if (m % 10 != 0) return false;
      m /= 10;
    }
  }
  if (m >= static_cast<uint128>(power_of_ten(precision))) return false;
  out = negative ? -static_cast<int128>(m) : static_cast<int128>(m);
  return true;
}

}  // namespace bodo::rt
