// The user's text within emitted text, and macros around both.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bodocc/Support/CppTokens.h"

namespace bodocc {

// These enclose the user's text in emitted text until the function is complete, with `userLine` for its line breaks:
// text in between is not broken, indented or confused with the emitter's own.
inline constexpr char userBegin = '\x02';
inline constexpr char userEnd = '\x03';

// Marks the text as the user's. Plain words need no marks, unless they are `macros`.
std::string userText(std::string_view text, bool macros = false);

// Emitted text in its final form. The user's macros do not replace the emitter's own words: macros that would are
// undefined around these, and defined around the user's text.
struct SettledText {
  std::string text;
  std::vector<std::string> undefined;  // macros that must be undefined around the text
};
// `runtime`: the alias of bodo::rt, "rt" in what is emitted.
SettledText settled(std::string_view text, std::string_view runtime,
                    const std::function<bool(std::string_view)>& isUsersMacro);
// The directives that hide these macros, and those that restore them.
std::string hidden(const std::vector<std::string>& macros);
std::string restored(const std::vector<std::string>& macros);

}  // namespace bodocc
