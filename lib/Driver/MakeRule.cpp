#include "MakeRule.h"

#include <set>

namespace bodocc {

std::string quoteForMake(std::string_view path) {
  std::string quoted;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == ' ' || c == '\t') {
      // make reads backslashes before a blank as quotes: double them
      for (std::size_t k = i; k > 0 && path[k - 1] == '\\'; --k) quoted += '\\';
      quoted += '\\';
    } else if (c == '#') {
      quoted += '\\';
    } else if (c == '$') {
      quoted += '$';
    }
    quoted += c;
  }
  return quoted;
}

std::string makeRule(const std::vector<std::string>& targets, const std::vector<std::string>& files, bool phony) {
  constexpr std::size_t width = 75;
  std::string text;
  for (const std::string& target : targets) text += (text.empty() ? "" : " ") + target;
  text += ':';

  std::set<std::string_view> named;
  std::string phonyRules;
  std::size_t column = text.size();
  for (const std::string& file : files) {
    if (!named.insert(file).second) continue;
    const std::string name = quoteForMake(file);
    if (column + 1 + name.size() > width) {
      text += " \\\n ";
      column = 1;
    }
    text += ' ' + name;
    column += 1 + name.size();
    if (phony && named.size() > 1) phonyRules += name + ":\n";
  }
  return text + '\n' + phonyRules;
}

}  // namespace bodocc
