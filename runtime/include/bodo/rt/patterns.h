#pragma once
// Regular expressions for emitted row expressions, by RE2: its syntax, in linear time. \d, \w, \s and \b know ASCII
// only; \pL and the like know Unicode.
#include <cstdint>
#include <optional>
#include <string_view>

#include "bodo/rt/text.h"
#include "bodo/rt/text_arena.h"

namespace bodo::rt {

// Compiled once: `const rt::regex digits("[0-9]+");`
class regex {
 public:
  explicit regex(std::string_view pattern);  // one that bodocc has checked
  ~regex();
  regex(const regex&) = delete;
  regex& operator=(const regex&) = delete;

  struct impl;
  const impl& compiled() const { return *impl_; }

 private:
  const impl* impl_;
};

// A match anywhere, at the beginning, of the whole string.
bool contains(std::string_view s, const regex& pattern);
bool match(std::string_view s, const regex& pattern);
bool fullmatch(std::string_view s, const regex& pattern);
// The number of matches, which do not overlap; an empty one does not follow directly after another.
std::int64_t occurrences(std::string_view s, const regex& pattern);
// All matches replaced; \1 to \9 in `by` are a match's groups, \0 is the match.
text replace(const text& s, const regex& pattern, std::string_view by, text_arena& arena);
// The first match's group k, from 1 to 9 (0: the match). Points into s.
std::optional<text> extract(const text& s, const regex& pattern, std::int64_t k);

}  // namespace bodo::rt
