#include "Tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace bodocc {

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
