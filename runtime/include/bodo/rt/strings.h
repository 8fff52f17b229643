#pragma once
// Functions on strings for emitted row expressions. Strings are UTF-8, characters are code points. On coded columns
// they are computed once per word (per_word in dictionary.h). Results that need new bytes take an arena.
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "bodo/rt/site.h"
#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

// Number of code points. (Bytes that continue a code point are 10xxxxxx.)
inline std::int64_t length(std::string_view s) {
  std::uint64_t continuing = 0;
  std::size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::uint64_t bytes;
    std::memcpy(&bytes, s.data() + i, 8);
    continuing += (bytes >> 7 & ~(bytes >> 6) & ones) * ones >> 56;  // the sum of the eight
  }
  for (; i < s.size(); ++i) continuing += (static_cast<unsigned char>(s[i]) & 0xc0) == 0x80;
  return static_cast<std::int64_t>(s.size() - continuing);
}

inline bool startswith(std::string_view s, std::string_view start) { return s.starts_with(start); }
inline bool endswith(std::string_view s, std::string_view end) { return s.ends_with(end); }
bool contains(std::string_view s, std::string_view part);
// The first place of `part`, which is not empty; null if it does not occur.
const char* search(std::string_view s, std::string_view part);

// True, or an error that shows the value and names its column: it is none of those that become columns.
[[noreturn]] void not_listed(const site& at, const text& value, const text& column);
inline bool listed(const site& at, bool is, const text& value, const text& column) {
  if (!is) not_listed(at, value, column);
  return true;
}

// s[from:to] of Python: negative numbers count from the end, positions outside are clipped. The result points into s.
std::string_view slice(std::string_view s, std::int64_t from,
                       std::int64_t to = std::numeric_limits<std::int64_t>::max());
inline text slice(const text& s, std::int64_t from, std::int64_t to = std::numeric_limits<std::int64_t>::max()) {
  return text(slice(s.view(), from, to));
}

// A part of a string that may not be there.
inline bool is_known(const std::optional<text>& part) { return part.has_value(); }
inline text or_empty(const std::optional<text>& part) { return part.value_or(text()); }

// The character at `i`, counted as in slice. It points into s, as other parts do.
inline std::optional<text> character(const text& s, std::int64_t i) {
  const text found = i == -1 ? slice(s, i) : slice(s, i, i + 1);
  return found.size() == 0 ? std::nullopt : std::optional(found);
}

// The number of characters before the first (last) place of `part`; -1 if it does not occur.
std::int64_t find(std::string_view s, std::string_view part);
std::int64_t rfind(std::string_view s, std::string_view part);
// How often `part` occurs; occurrences do not overlap. An empty one occurs between all characters and at both ends.
std::int64_t occurrences(std::string_view s, std::string_view part);
// All occurrences of `part` replaced.
text replace(const text& s, std::string_view part, std::string_view by, text_arena& arena);

// The k-th of the parts between the separators; negative numbers count from the last part. Only the first (rsplit:
// last) `most` separators count if it is not negative.
std::optional<text> split(const text& s, std::string_view separator, std::int64_t k, std::int64_t most);
std::optional<text> rsplit(const text& s, std::string_view separator, std::int64_t k, std::int64_t most);

// Without white space (Unicode's) at the front, at the end, at both; or without the characters of `set`. They point
// into s.
text lstrip(const text& s);
text rstrip(const text& s);
text strip(const text& s);
text lstrip(const text& s, std::string_view set);
text rstrip(const text& s, std::string_view set);
inline text strip(const text& s, std::string_view set) { return lstrip(rstrip(s, set), set); }

inline text removeprefix(const text& s, std::string_view start) {
  return s.view().starts_with(start) ? text(s.view().substr(start.size())) : s;
}
inline text removesuffix(const text& s, std::string_view end) {
  return s.view().ends_with(end) ? text(s.view().substr(0, s.size() - end.size())) : s;
}

// Filled up to `width` characters at the front, at the end, or at both (as Python's str.center); `fill` is one
// character.
text pad_left(const text& s, std::int64_t width, std::string_view fill, text_arena& arena);
text pad_right(const text& s, std::int64_t width, std::string_view fill, text_arena& arena);
text pad_both(const text& s, std::int64_t width, std::string_view fill, text_arena& arena);
// With zeros at the front, after a sign.
text zfill(const text& s, std::int64_t width, text_arena& arena);
// n times the string; empty if n is negative.
text repeat(const text& s, std::int64_t n, text_arena& arena);

// Unicode's simple case mapping, code point by code point (as Arrow's utf8_lower and utf8_upper).
text lower(std::string_view s, text_arena& arena);
text upper(std::string_view s, text_arena& arena);

// a followed by b.
text cat(std::string_view a, std::string_view b, text_arena& arena);

// SQL's LIKE: % stands for any number of characters, _ for one; the whole string must match. Compiled once:
// `static const rt::like_pattern special("%special%requests%");`
class like_pattern {
 public:
  explicit like_pattern(std::string_view pattern);
  bool operator()(std::string_view s) const;

 private:
  bool general(std::string_view s) const;

  std::vector<char> pattern_;
  // the common case, no _: pieces between the %s, the first and the last of which are anchored at the ends
  struct piece {
    std::size_t at, size;
  };
  std::vector<piece> pieces_;
  std::size_t least_ = 0;  // bytes
  bool simple_ = true;
};

}  // namespace bodo::rt
