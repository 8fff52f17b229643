#pragma once
// The float nearest to a number in text, of any length: infinite if it is too large, zero if it is too small.
#include <charconv>
#include <limits>
#include <string_view>

namespace bodo::rt {

// True if all of s is a number: digits, a point, an exponent, a leading minus; inf, infinity and nan too.
template <class Float>
bool parse_float_text(std::string_view s, Float& out) {
  const auto r = std::from_chars(s.data(), s.data() + s.size(), out);
  if (r.ptr != s.data() + s.size() || r.ec == std::errc::invalid_argument) return false;
  if (r.ec != std::errc::result_out_of_range) return true;
  // above or below 1: the place of the first digit that is not 0, moved by the exponent
  const bool negative = s[0] == '-';
  const std::size_t mark = s.find_first_of("eE");
  const std::string_view digits = s.substr(0, mark);
  const std::size_t point = digits.find('.') == std::string_view::npos ? digits.size() : digits.find('.');
  const std::size_t first = digits.find_first_of("123456789");
  constexpr long long far = 1'000'000'000'000'000;
  long long exponent = 0;
  if (mark != std::string_view::npos) {
    const bool down = s[mark + 1] == '-';
    for (const char c : s.substr(mark + (down || s[mark + 1] == '+' ? 2 : 1)))
      if (exponent < far) exponent = exponent * 10 + (c - '0');
    if (down) exponent = -exponent;
  }
  const long long place = static_cast<long long>(point) - static_cast<long long>(first) + exponent;
  out = place > 0 ? std::numeric_limits<Float>::infinity() : Float{0};
  if (negative) out = -out;
  return true;
}

}  // namespace bodo::rt
