#include "bodo/rt/patterns.h"

#include <re2/re2.h>

#include <string>

#include "columns/code_points.h"

namespace bodo::rt {

struct regex::impl {
  re2::RE2 expression;
};

namespace {

re2::StringPiece piece(std::string_view s) { return {s.data(), s.size()}; }

constexpr int most_groups = 10;  // the match itself and \1 to \9

// The text of group k of the first match at or after `from`; its data is null if there is none.
re2::StringPiece group_of(const regex& pattern, std::string_view s, std::size_t from, int k) {
  re2::StringPiece groups[most_groups];
  if (!pattern.compiled().expression.Match(piece(s), from, s.size(), re2::RE2::UNANCHORED, groups, k + 1)) return {};
  return groups[k];
}

}  // namespace

regex::regex(std::string_view pattern) : impl_(new impl{{piece(pattern), re2::RE2::Quiet}}) {}
regex::~regex() { delete impl_; }

bool contains(std::string_view s, const regex& pattern) {
  return re2::RE2::PartialMatch(piece(s), pattern.compiled().expression);
}
bool match(std::string_view s, const regex& pattern) {
  return pattern.compiled().expression.Match(piece(s), 0, s.size(), re2::RE2::ANCHOR_START, nullptr, 0);
}
bool fullmatch(std::string_view s, const regex& pattern) {
  return re2::RE2::FullMatch(piece(s), pattern.compiled().expression);
}

std::int64_t occurrences(std::string_view s, const regex& pattern) {
  std::int64_t n = 0;
  const char* last = nullptr;  // the end of the match before: no empty one begins there
  for (std::size_t at = 0; at <= s.size();) {
    const re2::StringPiece found = group_of(pattern, s, at, 0);
    if (found.data() == nullptr) break;
    if (!found.empty() || found.data() != last) ++n;
    last = found.data() + found.size();
    at = static_cast<std::size_t>(last - s.data());
    if (!found.empty()) continue;
    // the next match begins after the next character
    for (++at; at < s.size() && continues(s[at]);) ++at;
  }
  return n;
}

text replace(const text& s, const regex& pattern, std::string_view by, text_arena& arena) {
  std::string result(s.view());
  return re2::RE2::GlobalReplace(&result, pattern.compiled().expression, piece(by)) == 0 ? s : arena.keep(result);
}

std::optional<text> extract(const text& s, const regex& pattern, std::int64_t k) {
  const re2::StringPiece found = group_of(pattern, s.view(), 0, static_cast<int>(k));
  if (found.data() == nullptr) return std::nullopt;
  return text(std::string_view(found.data(), found.size()));
}

}  // namespace bodo::rt
