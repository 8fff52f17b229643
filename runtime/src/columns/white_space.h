#pragma once
#include <cstddef>
#include <string_view>

namespace bodo::rt {

// Bytes of the space at the front of v: ASCII's, and Unicode's White_Space; 0 if there is none.
inline std::size_t space_at_front(std::string_view v) {
  const auto byte = [&](std::size_t i) { return i < v.size() ? static_cast<unsigned char>(v[i]) : 0u; };
  if (byte(0) == ' ' || (byte(0) >= 0x09 && byte(0) <= 0x0d) || (byte(0) >= 0x1c && byte(0) <= 0x1f)) return 1;
  if (byte(0) == 0xc2 && (byte(1) == 0x85 || byte(1) == 0xa0)) return 2;
  if (byte(0) == 0xe1 && byte(1) == 0x9a && byte(2) == 0x80) return 3;
  if (byte(0) == 0xe2 && byte(1) == 0x80 &&
      ((byte(2) >= 0x80 && byte(2) <= 0x8a) || byte(2) == 0xa8 || byte(2) == 0xa9 || byte(2) == 0xaf))
    return 3;
  if (byte(0) == 0xe2 && byte(1) == 0x81 && byte(2) == 0x9f) return 3;
  if (byte(0) == 0xe3 && byte(1) == 0x80 && byte(2) == 0x80) return 3;
  return 0;
}

}  // namespace bodo::rt
