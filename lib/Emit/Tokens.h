// C++ text by its tokens: literals of every form, raw ones too, and comments are one each.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bodocc {

// Text of the user's stands between these in emitted text until the function is done, its line breaks as `userLine`:
// nothing in between is broken, indented or taken for the emitter's own.
inline constexpr char userBegin = '\x02';
inline constexpr char userEnd = '\x03';
inline constexpr char userLine = '\x01';

bool isWordCharacter(char c);

// Behind the token, the white space or the character that begins at `at`.
std::size_t tokenEnd(std::string_view text, std::size_t at);

// The text as the user's. Words alone need no marks, unless they are `macros`.
std::string userText(std::string_view text, bool macros = false);

// Emitted text as it is to be compiled. The user's macros do not replace the emitter's own words: those which they
// would are undefined around it, and defined where the user's text stands.
struct SettledText {
  std::string text;
  std::vector<std::string> undefined;  // what the text expects to be so
};
// `runtime`: the alias of bodo::rt, "rt" in what is emitted.
SettledText settled(std::string_view text, std::string_view runtime,
                    const std::function<bool(std::string_view)>& isUsersMacro);
// The directives that hide these macros, and that bring them back.
std::string hidden(const std::vector<std::string>& macros);
std::string restored(const std::vector<std::string>& macros);

// Calls f(token) for each identifier and keyword.
template <class F>
void forEachWord(std::string_view text, F f) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = tokenEnd(text, at);
    if (isWordCharacter(text[at]) && !(text[at] >= '0' && text[at] <= '9') && text[end - 1] != '"' &&
        text[end - 1] != '\'')
      f(text.substr(at, end - at));
    at = end;
  }
}

}  // namespace bodocc
