#include "bodocc/Support/CppTokens.h"

#include <algorithm>
#include <cctype>
#include <string>

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

}  // namespace bodocc
