#pragma once
// Code points in UTF-8, and texts that are written into an arena.
#include <cstdint>
#include <string_view>

#include "bodo/rt/memory.h"
#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

constexpr bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Reads the code point at `at` and moves `at` after it; a byte that starts none is returned as a number above Unicode.
inline constexpr std::uint32_t not_a_code_point = 0x110000;
inline std::uint32_t read(std::string_view s, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(s[at]);
  if (lead < 0x80) return ++at, lead;
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
  if (more < 0 || at + static_cast<std::size_t>(more) >= s.size()) return not_a_code_point + lead + (++at, 0);
  std::uint32_t c = lead & (0x3fU >> more);
  for (int i = 1; i <= more; ++i) {
    if (!continues(s[at + static_cast<std::size_t>(i)])) return not_a_code_point + lead + (++at, 0);
    c = c << 6 | (static_cast<unsigned char>(s[at + static_cast<std::size_t>(i)]) & 0x3f);
  }
  at += static_cast<std::size_t>(more) + 1;
  return c;
}
inline char* write(std::uint32_t c, char* out) {
  const auto put = [&](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
  if (c >= not_a_code_point) {
    put(c - not_a_code_point);
  } else if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  }
  return out;
}

// Copies a string to `to`, and returns the place after it.
inline char* put(char* to, std::string_view s) {
  copy_bytes(to, s.data(), s.size());
  return to + s.size();
}

// A text of `size` bytes, which `write` fills.
template <class Write>
text made(std::size_t size, text_arena& arena, Write write) {
  char* const bytes = arena.room(size);
  write(bytes);
  const text result(std::string_view(bytes, size));
  if (result.is_inline()) arena.give_back(size);
  return result;
}

// A text of at most `most` bytes: `write` gets the place of the first and returns that after the last.
template <class Write>
text made_up_to(std::size_t most, text_arena& arena, Write write) {
  char* const out = arena.room(most);
  const auto size = static_cast<std::size_t>(write(out) - out);
  // short results live within the text: their bytes are free again
  arena.give_back(size <= text::inline_capacity ? most : most - size);
  return text(std::string_view(out, size));
}

}  // namespace bodo::rt
