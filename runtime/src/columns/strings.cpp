#include "bodo/rt/strings.h"

#include <algorithm>
#include <cstring>

#include "bodo/rt/memory.h"
#include "columns/case_mapping.h"

namespace bodo::rt {

namespace {

constexpr bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The byte at which the `n`-th code point after `at` starts.
std::size_t forwards(std::string_view s, std::size_t at, std::int64_t n) {
  for (; n > 0 && at < s.size(); --n) {
    ++at;
    while (at < s.size() && continues(s[at])) ++at;
  }
  return at;
}
std::size_t backwards(std::string_view s, std::size_t at, std::int64_t n) {
  for (; n > 0 && at > 0; --n) {
    --at;
    while (at > 0 && continues(s[at])) --at;
  }
  return at;
}
// The byte of character `i` in Python's indexing, clipped at the ends.
std::size_t place(std::string_view s, std::int64_t i) {
  if (i >= 0) return i >= static_cast<std::int64_t>(s.size()) ? s.size() : forwards(s, 0, i);
  return i <= -static_cast<std::int64_t>(s.size()) ? 0 : backwards(s, s.size(), -i);
}

// Reads the code point at `at` and moves `at` after it; a byte that starts none is returned as a number above Unicode.
constexpr std::uint32_t not_a_code_point = 0x110000;
std::uint32_t read(std::string_view s, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(s[at]);
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
char* write(std::uint32_t c, char* out) {
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

template <class Ascii, class Beyond>
text map_characters(std::string_view s, text_arena& arena, Ascii ascii, Beyond beyond) {
  // a mapped code point may be longer than the original: at most 3 bytes for 2, or for 1
  const std::size_t most = 3 * s.size();
  char* const out = arena.room(most);
  char* end = out;
  for (std::size_t at = 0; at < s.size();) {
    if (static_cast<unsigned char>(s[at]) < 0x80)
      *end++ = ascii(s[at++]);
    else
      end = write(beyond(read(s, at)), end);
  }
  const auto size = static_cast<std::size_t>(end - out);
  // short results live within the text: their bytes are free again
  arena.give_back(size <= text::inline_capacity ? most : most - size);
  return text(std::string_view(out, size));
}

}  // namespace

bool contains(std::string_view s, std::string_view part) {
  return part.empty() || (part.size() <= s.size() && memmem(s.data(), s.size(), part.data(), part.size()) != nullptr);
}

std::string_view slice(std::string_view s, std::int64_t from, std::int64_t to) {
  const std::size_t begin = place(s, from);
  if (to >= 0 && from >= 0) {  // most common; does not walk the same bytes twice
    if (to <= from) return {};
    return s.substr(begin, forwards(s, begin, to - from) - begin);
  }
  const std::size_t end = place(s, to);
  return begin < end ? s.substr(begin, end - begin) : std::string_view{};
}

text cat(std::string_view a, std::string_view b, text_arena& arena) {
  const std::size_t size = a.size() + b.size();
  char* const bytes = arena.room(size);
  copy_bytes(bytes, a.data(), a.size());
  copy_bytes(bytes + a.size(), b.data(), b.size());
  const text both(std::string_view(bytes, size));
  if (both.is_inline()) arena.give_back(size);
  return both;
}

text lower(std::string_view s, text_arena& arena) {
  return map_characters(
      s, arena, [](char c) { return static_cast<char>(c + (static_cast<unsigned char>(c - 'A') < 26 ? 32 : 0)); },
      [](std::uint32_t c) { return c < not_a_code_point ? lower_code_point(c) : c; });
}
text upper(std::string_view s, text_arena& arena) {
  return map_characters(
      s, arena, [](char c) { return static_cast<char>(c - (static_cast<unsigned char>(c - 'a') < 26 ? 32 : 0)); },
      [](std::uint32_t c) { return c < not_a_code_point ? upper_code_point(c) : c; });
}

like_pattern::like_pattern(std::string_view pattern) : pattern_(pattern.begin(), pattern.end()) {
  simple_ = pattern.find('_') == std::string_view::npos;
  for (std::size_t at = 0;; ++at) {
    const std::size_t end = std::min(pattern.find('%', at), pattern.size());
    pieces_.push_back({at, end - at});
    least_ += end - at;
    at = end;
    if (at == pattern.size()) break;
  }
}

bool like_pattern::operator()(std::string_view s) const {
  if (!simple_) return general(s);
  const auto piece_of = [&](const piece& p) { return std::string_view(pattern_.data() + p.at, p.size); };
  const std::string_view first = piece_of(pieces_.front());
  if (pieces_.size() == 1) return s == first;
  const std::string_view last = piece_of(pieces_.back());
  if (s.size() < least_ || !s.starts_with(first) || !s.ends_with(last)) return false;
  s.remove_prefix(first.size());
  s.remove_suffix(last.size());
  for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
    const std::string_view middle = piece_of(pieces_[i]);
    if (middle.empty()) continue;
    const void* found = s.size() < middle.size() ? nullptr : memmem(s.data(), s.size(), middle.data(), middle.size());
    if (found == nullptr) return false;
    s.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - s.data()) + middle.size());
  }
  return true;
}

// With _: after a mismatch, the last % takes one more character (earlier ones never change).
bool like_pattern::general(std::string_view s) const {
  const std::string_view p(pattern_.data(), pattern_.size());
  constexpr std::size_t none = std::string_view::npos;
  std::size_t i = 0, k = 0, star = none, resume = 0;
  while (i < s.size()) {
    if (k < p.size() && p[k] == '%') {
      star = ++k;
      resume = i;
    } else if (k < p.size() && p[k] == '_') {
      i = forwards(s, i, 1);
      ++k;
    } else if (k < p.size() && p[k] == s[i]) {
      ++i, ++k;
    } else if (star != none) {
      resume = forwards(s, resume, 1);
      i = resume;
      k = star;
    } else {
      return false;
    }
  }
  while (k < p.size() && p[k] == '%') ++k;
  return k == p.size();
}

}  // namespace bodo::rt
