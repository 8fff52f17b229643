#include "MakeRule.h"

#include <algorithm>
#include <set>
#include <utility>

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

std::vector<std::string> filesOfRule(std::string_view text) {
  std::vector<std::string> files;
  std::string file;
  for (std::size_t i = std::min(text.find(": "), text.size() - 1) + 1; i < text.size(); ++i) {
    const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (c == '\\' && (next == ' ' || next == '#' || next == '\\')) {
      file += text[++i];
    } else if (c == '$' && next == '$') {
      file += text[++i];
    } else if (c == ' ' || c == '\n' || c == '\\') {
      if (!file.empty()) files.push_back(std::exchange(file, {}));
      if (c == '\n' && text[i - 1] != '\\') break;  // phony targets follow
    } else {
      file += c;
    }
  }
  if (!file.empty()) files.push_back(file);
  return files;
}

}  // namespace bodocc
