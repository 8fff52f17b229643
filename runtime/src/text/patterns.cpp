#include "bodo/rt/patterns.h"

#include <bodo/version.h>  // this library loads with the runtime of its version
#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "bodo/rt/strings.h"
#include "columns/code_points.h"

namespace bodo::rt {

namespace {

re2::StringPiece piece(std::string_view s) { return {s.data(), s.size()}; }

constexpr int most_groups = 10;  // the match itself and \1 to \9

// The beginning that all matches share: the characters before the first special one. Not a single byte, which may be at
// many places without a match.
std::string_view beginning(std::string_view pattern) {
  if (pattern.find('|') != std::string_view::npos) return {};
  const std::size_t end = std::min(pattern.find_first_of("\\.+*?()[]{}^$"), pattern.size());
  std::size_t size = end;
  // the character before is repeated, perhaps no times
  if (end < pattern.size() && std::string_view("*?{").find(pattern[end]) != std::string_view::npos)
    while (size > 0 && continues(pattern[--size])) {
    }
  return size > 1 ? pattern.substr(0, size) : std::string_view();
}

}  // namespace

struct regex::impl {
  explicit impl(std::string_view pattern)
      : expression(piece(pattern), re2::RE2::Quiet), beginning(rt::beginning(pattern)) {}

  // The first match at or after `from` and its groups, the first `n` of them.
  bool find(std::string_view s, std::size_t from, re2::StringPiece* groups, int n) const;

  re2::RE2 expression;
  std::string beginning;
};

bool regex::impl::find(std::string_view s, std::size_t from, re2::StringPiece* groups, int n) const {
  if (!beginning.empty()) {
    const char* const first = search(s.substr(from), beginning);
    if (first == nullptr) return false;
    from = static_cast<std::size_t>(first - s.data());
    // most often the match is there, and RE2 is faster if it need not look for it
    if (expression.Match(piece(s), from, s.size(), re2::RE2::ANCHOR_START, groups, n)) return true;
    ++from;
  }
  return expression.Match(piece(s), from, s.size(), re2::RE2::UNANCHORED, groups, n);
}

namespace {

// Calls `found` with the groups of each match. Matches do not overlap, and no empty one begins where the one before
// ended.
template <class Found>
void for_each_match(std::string_view s, const regex& pattern, int groups_wanted, Found found) {
  re2::StringPiece groups[most_groups];
  const char* last = nullptr;  // the end of the match before
  for (std::size_t at = 0; at <= s.size();) {
    if (!pattern.compiled().find(s, at, groups, groups_wanted)) break;
    if (!groups[0].empty() || groups[0].data() != last) found(groups);
    last = groups[0].data() + groups[0].size();
    at = static_cast<std::size_t>(last - s.data());
    if (!groups[0].empty()) continue;
    // the next match begins after the next character
    for (++at; at < s.size() && continues(s[at]);) ++at;
  }
}

}  // namespace

regex::regex(std::string_view pattern) : impl_(new impl(pattern)) {}
regex::~regex() { delete impl_; }

bool contains(std::string_view s, const regex& pattern) { return pattern.compiled().find(s, 0, nullptr, 0); }
bool match(std::string_view s, const regex& pattern) {
  return pattern.compiled().expression.Match(piece(s), 0, s.size(), re2::RE2::ANCHOR_START, nullptr, 0);
}
bool fullmatch(std::string_view s, const regex& pattern) {
  return re2::RE2::FullMatch(piece(s), pattern.compiled().expression);
}

std::int64_t occurrences(std::string_view s, const regex& pattern) {
  std::int64_t n = 0;
  for_each_match(s, pattern, 1, [&](const re2::StringPiece*) { ++n; });
  return n;
}

text replace(const text& s, const regex& pattern, std::string_view by, text_arena& arena) {
  const std::string_view v = s.view();
  const int groups_wanted = 1 + re2::RE2::MaxSubmatch(piece(by));
  std::string result;
  const char* last = nullptr;  // the end of the match before
  for_each_match(v, pattern, groups_wanted, [&](const re2::StringPiece* groups) {
    if (last == nullptr) last = v.data();
    result.append(last, groups[0].data());
    pattern.compiled().expression.Rewrite(&result, piece(by), groups, groups_wanted);
    last = groups[0].data() + groups[0].size();
  });
  if (last == nullptr) return s;
  result.append(last, v.data() + v.size());
  return arena.keep(result);
}

std::optional<text> extract(const text& s, const regex& pattern, std::int64_t k) {
  re2::StringPiece groups[most_groups];
  if (!pattern.compiled().find(s.view(), 0, groups, static_cast<int>(k) + 1) || groups[k].data() == nullptr)
    return std::nullopt;
  return text(std::string_view(groups[k].data(), groups[k].size()));
}

}  // namespace bodo::rt
