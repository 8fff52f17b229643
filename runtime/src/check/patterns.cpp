// Regular expressions, by the standard library's: those whose syntax and meaning are the same in RE2.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <regex>

#include "check/operation.h"

namespace bodo::check {

namespace {

// A pattern, and what is not the same in both libraries.
struct pattern {
  std::regex expression;
  bool anchored = false, repeats_groups = false;
};

const pattern& compiled(const std::string& text) {
  static std::map<std::string, pattern> all;
  if (const auto known = all.find(text); known != all.end()) return known->second;
  pattern made;
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (static_cast<unsigned char>(c) >= 0x80) throw not_read(0, "a pattern with letters beyond ASCII");
    if (c == '\\') {
      if (std::isalnum(static_cast<unsigned char>(next)) != 0 &&
          std::string_view("dDwWsSbBtnrfv").find(next) == std::string_view::npos)
        throw not_read(0, fmt::format("\\{} in a pattern", next));
      ++i;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      if (next == '[' || next == ']') throw not_read(0, fmt::format("[{} in a pattern", next));
      in_class = true;
      if (next == '^') ++i;
    } else if (c == '(' && next == '?' && text.compare(i, 3, "(?:") != 0) {
      throw not_read(0, "(? in a pattern");
    } else if (c == '^' || c == '$') {
      made.anchored = true;
    } else if (c == ')' && (next == '*' || next == '+' || next == '?' || next == '{')) {
      made.repeats_groups = true;
    }
  }
  try {
    made.expression.assign(text, std::regex::ECMAScript);
  } catch (const std::regex_error&) {
    throw not_read(0, fmt::format("the pattern \"{}\"", text));
  }
  return all.emplace(text, std::move(made)).first->second;
}

// The pattern of the second argument for the text of the first one.
const pattern& pattern_of(const arguments& a, bool uses_groups = false) {
  const pattern& p = compiled(a.text(1));
  const std::string& s = a.text(0);
  if (s.size() > 5000) throw not_read(0, "a string of more than 5000 bytes");  // it is matched by recursion
  if (std::ranges::any_of(s, [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\r' || c == '\0'; }))
    throw not_read(0, "a string with letters beyond ASCII");
  if (p.anchored && s.find('\n') != std::string::npos) throw not_read(0, "a string of several lines");
  // which of a group's matches counts
  if (uses_groups && p.repeats_groups) throw not_read(0, "a group that is repeated");
  return p;
}

value group_of(const arguments& a) {
  std::smatch match;
  const auto k = static_cast<std::size_t>(a.narrow(2));
  if (!std::regex_search(a.text(0), match, pattern_of(a, k > 0).expression) || !match[k].matched) return missing();
  return text(match[k].str());
}

// Matches do not overlap, and no empty one begins where the one before ended.
void for_each_match(const arguments& a, const pattern& p, const std::function<void(const std::smatch&)>& found) {
  const std::string& s = a.text(0);
  auto last = s.end();
  bool any = false;
  for (auto at = s.begin();;) {
    std::smatch match;
    const auto flags = at == s.begin() ? std::regex_constants::match_default : std::regex_constants::match_prev_avail;
    if (!std::regex_search(at, s.end(), match, p.expression, flags)) return;
    const auto begin = match[0].first, end = match[0].second;
    if (begin != end || !any || begin != last) found(match);
    any = true;
    last = at = end;
    if (begin != end) continue;
    if (at == s.end()) return;
    ++at;
  }
}

value replaced(const arguments& a) {
  const std::string &s = a.text(0), &by = a.text(2);
  std::string all;
  auto last = s.begin();
  for_each_match(a, pattern_of(a, by.find('\\') != std::string::npos), [&](const std::smatch& match) {
    all.append(last, match[0].first);
    for (std::size_t i = 0; i < by.size(); ++i)
      if (by[i] == '\\' && i + 1 < by.size()) {
        const char c = by[++i];
        all += c >= '0' && c <= '9' ? match[static_cast<std::size_t>(c - '0')].str() : std::string(1, c);
      } else {
        all += by[i];
      }
    last = match[0].second;
  });
  all.append(last, s.end());
  return text(all);
}

}  // namespace

const operation_table& operations_of_patterns() {
  using A = const arguments&;
  static const operation_table all{
      {"contains_regex", [](A a) { return integer(std::regex_search(a.text(0), pattern_of(a).expression)); }},
      {"match",
       [](A a) {
         return integer(std::regex_search(a.text(0), pattern_of(a).expression, std::regex_constants::match_continuous));
       }},
      {"fullmatch", [](A a) { return integer(std::regex_match(a.text(0), pattern_of(a).expression)); }},
      {"group", group_of},
      {"has_group", [](A a) { return integer(group_of(a).known()); }},
      {"group_or_empty",
       [](A a) {
         const value v = group_of(a);
         return v.known() ? v : text("");
       }},
      {"count_text_regex",
       [](A a) {
         std::int64_t n = 0;
         for_each_match(a, pattern_of(a), [&](const std::smatch&) { ++n; });
         return integer(n);
       }},
      {"replace_text_regex", replaced},
  };
  return all;
}

}  // namespace bodo::check
