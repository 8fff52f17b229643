#include "Tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace bodocc {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLineEnd(char c) { return c == '\n' || c == userLine; }

// The position after a string or character literal whose opening quote is at `at`.
std::size_t quotedEnd(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at + 1, text.size());
}

// ... of a raw one.
std::size_t rawEnd(std::string_view text, std::size_t at) {
  const std::size_t open = text.find('(', at);
  if (open == std::string_view::npos) return text.size();
  const std::string end = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
  const std::size_t close = text.find(end, open);
  return close == std::string_view::npos ? text.size() : close + end.size();
}

std::size_t commentEnd(std::string_view text, std::size_t at) {
  if (text[at + 1] == '*') {
    const std::size_t close = text.find("*/", at + 2);
    return close == std::string_view::npos ? text.size() : close + 2;
  }
  // a backslash at its end continues a comment in the next line
  while (at < text.size() && !(isLineEnd(text[at]) && text[at - 1] != '\\')) ++at;
  return at;
}

}  // namespace

bool isWordCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || c == '_' || c == '$' || std::isalnum(byte) != 0;
}

std::size_t tokenEnd(std::string_view text, std::size_t at) {
  const char c = text[at];
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (c == '"' || c == '\'') return quotedEnd(text, at);
  if (c == '/' && (next == '/' || next == '*')) return commentEnd(text, at);
  std::size_t end = at + 1;
  if (isDigit(c) || (c == '.' && isDigit(next))) {
    // a number as in the preprocessor: with separators, exponents, suffixes
    while (end < text.size()) {
      const char d = text[end];
      const char before = text[end - 1];
      const bool exponent = before == 'e' || before == 'E' || before == 'p' || before == 'P';
      const bool separator = d == '\'' && end + 1 < text.size() && isWordCharacter(text[end + 1]);
      if (!isWordCharacter(d) && d != '.' && !separator && !((d == '+' || d == '-') && exponent)) break;
      ++end;
    }
    return end;
  }
  if (!isWordCharacter(c)) return end;
  while (end < text.size() && isWordCharacter(text[end])) ++end;
  const std::string_view word = text.substr(at, end - at);
  if (end < text.size() && (text[end] == '"' || text[end] == '\'')) {
    const bool raw = text[end] == '"' && word.ends_with('R');
    const std::string_view encoding = raw ? word.substr(0, word.size() - 1) : word;
    if ((raw && encoding.empty()) || encoding == "u8" || encoding == "u" || encoding == "U" || encoding == "L")
      return raw ? rawEnd(text, end) : quotedEnd(text, end);
  }
  return end;
}

std::string userText(std::string_view text, bool macros) {
  if (!macros && std::ranges::all_of(text, isWordCharacter)) return std::string(text);
  std::string marked(1, userBegin);
  for (const char c : text) marked.push_back(c == '\n' ? userLine : c);
  marked.push_back(userEnd);
  return marked;
}

std::string hidden(const std::vector<std::string>& macros) {
  std::string text;
  for (const std::string& macro : macros) text += fmt::format("#pragma push_macro(\"{0}\")\n#undef {0}\n", macro);
  return text;
}

std::string restored(const std::vector<std::string>& macros) {
  std::string text;
  for (const std::string& macro : macros) text += fmt::format("#pragma pop_macro(\"{}\")\n", macro);
  return text;
}

SettledText settled(std::string_view text, std::string_view runtime,
                    const std::function<bool(std::string_view)>& isUsersMacro) {
  // whose text, in order
  std::vector<std::pair<std::string, bool>> pieces{{"", false}};
  SettledText out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == userBegin) {
      const std::size_t end = std::min(text.find(userEnd, at), text.size());
      std::string piece(text.substr(at + 1, end - at - 1));
      std::ranges::replace(piece, userLine, '\n');
      pieces.emplace_back(std::move(piece), true);
      pieces.emplace_back("", false);
      at = end + 1;
      continue;
    }
    std::string& own = pieces.back().first;
    const bool directive = text[at] == '#' && (at == 0 || text[at - 1] == '\n');
    const std::size_t end = directive ? std::min(text.find('\n', at), text.size()) : tokenEnd(text, at);
    const std::string_view token = text.substr(at, end - at);
    const bool word = isWordCharacter(token.front()) && isWordCharacter(token.back());
    const bool alias = token == "rt" && text.substr(end).starts_with("::") && !own.ends_with(':');
    own += alias ? runtime : token;
    if (word && isUsersMacro && isUsersMacro(token) && std::ranges::find(out.undefined, token) == out.undefined.end())
      out.undefined.emplace_back(token);
    at = end;
  }
  for (const auto& [piece, users] : pieces) {
    bool expands = false;
    if (users && !out.undefined.empty())
      forEachWord(piece, [&](std::string_view word) { expands |= isUsersMacro(word); });
    out.text += expands ? fmt::format("\n{}{}\n{}", restored(out.undefined), piece, hidden(out.undefined)) : piece;
  }
  return out;
}

}  // namespace bodocc
