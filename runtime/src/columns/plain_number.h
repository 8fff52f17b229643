#pragma once
// Numbers whose thousands are separated, or whose point is another character.
#include <cstddef>
#include <string>
#include <string_view>

namespace bodo::rt {

// Writes the number to `out` with a point and without the separator of its thousands (0: there is none). Separators
// stand between digits before the point. False if they do not, or if there is another point.
inline bool plain_number_text(std::string_view s, char thousands, char point, std::string& out) {
  const auto is_digit = [&](std::size_t i) { return i < s.size() && s[i] >= '0' && s[i] <= '9'; };
  bool fraction = false;
  out.clear();
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == point) {
      if (fraction) return false;
      fraction = true;
      out += '.';
    } else if (s[i] == thousands && thousands != 0) {
      if (fraction || i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) return false;
    } else {
      if (s[i] == '.') return false;
      out += s[i];
    }
  }
  return true;
}

}  // namespace bodo::rt
