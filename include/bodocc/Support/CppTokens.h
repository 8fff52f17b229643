// C++ text by its tokens: literals of every form, raw ones too, and comments are one each.
#pragma once

#include <cstddef>
#include <string_view>

namespace bodocc {

// In the user's text within emitted text this stands for a line break (Emit/Tokens.h).
inline constexpr char userLine = '\x01';

bool isWordCharacter(char c);

// The position after the token, the white space or the character that begins at `at`.
std::size_t tokenEnd(std::string_view text, std::size_t at);

// True for an identifier or a keyword, false for numbers, strings and characters with an encoding.
inline bool isWord(std::string_view token) {
  return isWordCharacter(token.front()) && !(token.front() >= '0' && token.front() <= '9') && token.back() != '"' &&
         token.back() != '\'';
}

// Calls f(token) for each identifier and keyword.
template <class F>
void forEachWord(std::string_view text, F f) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = tokenEnd(text, at);
    if (const std::string_view token = text.substr(at, end - at); isWord(token)) f(token);
    at = end;
  }
}

}  // namespace bodocc
