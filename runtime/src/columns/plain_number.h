#pragma once
// Numbers whose thousands are separated, or whose point is another character.
#include <cstddef>
#include <string>
#include <string_view>

namespace bodo::rt {

// Writes the number to `out` with a point and without the separator of its thousands (0: there is none). Separators
// make groups of the digits before the point: the last group has three digits, the others have two or three (1,234,567
// and 12,34,567, but not 03.01.2024). False if they do not, or if there is another point.
inline bool plain_number_text(std::string_view s, char thousands, char point, std::string& out) {
  bool fraction = false;
  int groups = 0, digits = 0;  // before the point; of the last group
  const auto is_whole = [&] { return groups == 0 || digits == 3; };
  out.clear();
  for (const char c : s) {
    if (c == point) {
      if (fraction || !is_whole()) return false;
      fraction = true;
      groups = 0;
      out += '.';
    } else if (c == thousands && thousands != 0) {
      if (fraction || digits < (groups == 0 ? 1 : 2) || digits > 3) return false;
      ++groups;
      digits = 0;
    } else {
      if (c == '.') return false;
      const bool is_digit = c >= '0' && c <= '9';
      if (!is_digit && !is_whole()) return false;
      if (!is_digit) groups = 0;
      digits = is_digit ? digits + 1 : 0;
      out += c;
    }
  }
  return is_whole();
}

}  // namespace bodo::rt
