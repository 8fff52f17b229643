#pragma once
// Numbers and dates in the form that most files have them in: -123, -1.25, 2019-01-31, 2019-01-31 12:34:56.789. Each
// function is false for another form, even if that is a value, too: a slower function decides. At least 17 bytes can be
// read from the text's begin.
#include <emmintrin.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "bodo/rt/checked_time.h"
#include "bodo/rt/dates.h"

namespace bodo::rt::files {

static_assert(std::endian::native == std::endian::little);

// 1 to 8 digits.
[[gnu::always_inline]] inline bool few_digits(const char* p, std::size_t n, std::uint64_t& out) {
  std::uint64_t bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  const unsigned free = 64 - 8 * static_cast<unsigned>(n);
  bytes = bytes << free | (0x3030303030303030 >> (63 - free) >> 1);  // zeros before them
  if (((bytes & 0xF0F0F0F0F0F0F0F0) | ((bytes + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4) != 0x3333333333333333)
    return false;
  // pairs, fours, all: each step adds the left half, which is worth more, to the right one
  bytes = (bytes & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;
  bytes = (bytes & 0x00FF00FF00FF00FF) * 6553601 >> 16;
  out = (bytes & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
  return true;
}

// 1 to 16 digits.
[[gnu::always_inline]] inline bool digits_of(const char* p, std::size_t n, std::uint64_t& out) {
  if (n <= 8) return few_digits(p, n, out);
  std::uint64_t low;
  if (!few_digits(p, n - 8, out) || !few_digits(p + n - 8, 8, low)) return false;
  out = out * 100'000'000 + low;
  return true;
}

inline constexpr std::uint64_t plain_powers[] = {1,       10,        100,        1'000,       10'000,
                                                 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

// The digits of a number without its point, and how many come after that: 16 at most, 8 on each side if there is one.
struct plain_number {
  bool negative = false;
  std::uint64_t digits = 0;
  unsigned behind = 0;

  [[gnu::always_inline]] bool read(std::string_view s) {
    const char* p = s.data();
    std::size_t n = s.size();
    negative = *p == '-';
    p += negative, n -= negative;
    if (n - 1 >= 16) return false;
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const int points = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))) | 1 << 16;
    const auto whole = static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(points)));
    if (whole >= n) {
      behind = 0;
      return digits_of(p, n, digits);
    }
    const std::size_t rest = n - whole - 1;
    std::uint64_t after;
    if (whole - 1 >= 8 || rest - 1 >= 8 || !few_digits(p, whole, digits) || !few_digits(p + whole + 1, rest, after))
      return false;
    behind = static_cast<unsigned>(rest);
    digits = digits * plain_powers[rest] + after;
    return true;
  }
};

[[gnu::always_inline]] inline bool plain_integer(std::string_view s, std::int64_t& out) {
  const bool negative = *s.data() == '-';
  const std::size_t n = s.size() - negative;
  std::uint64_t digits;
  if (n - 1 >= 16 || !digits_of(s.data() + negative, n, digits)) return false;
  out = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
  return true;
}

// A quotient of two numbers that a double holds exactly is the nearest one.
[[gnu::always_inline]] inline bool plain_float(std::string_view s, double& out) {
  plain_number number;
  if (!number.read(s) || number.digits > std::uint64_t{1} << 53) {
    const char* const digits = s.data() + (s[0] == '-');
    const auto read = std::from_chars(s.data(), s.data() + s.size(), out);
    return *digits >= '0' && *digits <= '9' && read.ec == std::errc() && read.ptr == s.data() + s.size();
  }
  out = static_cast<double>(number.digits) / static_cast<double>(plain_powers[number.behind]);
  if (number.negative) out = -out;
  return true;
}

// Scaled; up to `most`.
[[gnu::always_inline]] inline bool plain_decimal(std::string_view s, unsigned scale, std::int64_t most,
                                                 std::int64_t& out) {
  plain_number number;
  if (!number.read(s) || number.behind > scale || scale - number.behind > 8) return false;
  std::int64_t scaled;
  if (__builtin_mul_overflow(static_cast<std::int64_t>(number.digits),
                             static_cast<std::int64_t>(plain_powers[scale - number.behind]), &scaled) ||
      scaled > most)
    return false;
  out = number.negative ? -scaled : scaled;
  return true;
}

// Two digits; 100 or more if they are none.
inline unsigned two_digits(const char* p) {
  const unsigned high = static_cast<unsigned char>(p[0]) - unsigned{'0'};
  const unsigned low = static_cast<unsigned char>(p[1]) - unsigned{'0'};
  return high > 9 || low > 9 ? 100 : 10 * high + low;
}

[[gnu::always_inline]] inline bool plain_date_at(const char* p, std::int32_t& days) {
  const unsigned century = two_digits(p), year = two_digits(p + 2), month = two_digits(p + 5), day = two_digits(p + 8);
  if (century > 99 || year > 99 || p[4] != '-' || p[7] != '-' || century + year == 0) return false;
  if (month - 1 >= 12 || day - 1 >= 31) return false;
  const auto full = static_cast<std::int32_t>(100 * century + year);
  days = days_from_civil(full, month, day);
  return day <= 28 || civil_from_days(days).day == day;
}
[[gnu::always_inline]] inline bool plain_date(std::string_view s, std::int32_t& days) {
  return s.size() == 10 && plain_date_at(s.data(), days);
}

[[gnu::always_inline]] inline bool plain_timestamp(std::string_view s, std::int64_t& nanoseconds) {
  const char* const p = s.data();
  std::int32_t days;
  if (s.size() < 19 || (p[10] != ' ' && p[10] != 'T') || !plain_date_at(p, days)) return false;
  const unsigned hour = two_digits(p + 11), minute = two_digits(p + 14), second = two_digits(p + 17);
  if (hour > 23 || minute > 59 || second > 59 || p[13] != ':' || p[16] != ':') return false;
  std::uint64_t fraction = 0;
  if (s.size() != 19) {
    const std::size_t n = s.size() - 20;
    if (p[19] != '.' || n - 1 >= 9) return false;
    for (std::size_t i = 0; i < n; ++i) {
      const unsigned digit = static_cast<unsigned char>(p[20 + i]) - unsigned{'0'};
      if (digit > 9) return false;
      fraction = 10 * fraction + digit;
    }
    fraction *= plain_powers[9 - n];
  }
  const auto time = static_cast<std::int64_t>((hour * 60 + minute) * 60 + second) * nanoseconds_per_second;
  return time_on(days, time + static_cast<std::int64_t>(fraction), nanoseconds);
}

}  // namespace bodo::rt::files
