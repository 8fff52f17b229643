#pragma once
// Functions on strings for emitted row expressions. Strings are UTF-8, characters are code points. On coded columns
// they are computed once per word (per_word in dictionary.h). Results that need new bytes take an arena.
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

// Number of code points. (Bytes that continue a code point are 10xxxxxx.)
inline std::int64_t length(std::string_view s) {
  std::int64_t n = 0;
  for (const char c : s) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return n;
}

inline bool startswith(std::string_view s, std::string_view start) { return s.starts_with(start); }
inline bool endswith(std::string_view s, std::string_view end) { return s.ends_with(end); }
bool contains(std::string_view s, std::string_view part);

// s[from:to] of Python: negative numbers count from the end, positions outside are clipped. The result points into s.
std::string_view slice(std::string_view s, std::int64_t from,
                       std::int64_t to = std::numeric_limits<std::int64_t>::max());
inline text slice(const text& s, std::int64_t from, std::int64_t to = std::numeric_limits<std::int64_t>::max()) {
  return text(slice(s.view(), from, to));
}

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
