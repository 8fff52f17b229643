// Building blocks of emitted text: an indenting writer, and a table of names that keeps emitted names distinct from the
// user's and from each other.
#pragma once

#include "Tokens.h"

#include <fmt/format.h>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bodocc {

class Code {
 public:
  explicit Code(int depth = 1) : depth_(depth), base_(depth) {}
  // Lines for `indented`, which breaks them, because it knows their depth.
  static Code unbroken() {
    Code code(0);
    code.breaks_ = false;
    return code;
  }

  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    put(fmt::format(format, std::forward<Args>(args)...));
  }
  void put(std::string_view text);  // one line, indented; broken if it is longer than 120 columns
  // `type declarator;`, in one statement with a declaration of this type among the lines just before, if both fit on
  // its line.
  void declare(std::string_view type, std::string_view declarator);
  void verbatim(std::string_view text);  // as it is, without indentation
  void blank();                          // an empty line, never two in a row
  void comment(std::string_view text);   // `// text`
  template <class... Args>
  void open(fmt::format_string<Args...> format, Args&&... args) {
    put(fmt::format(format, std::forward<Args>(args)...));
    ++depth_;
  }
  void deeper() { ++depth_; }
  void shallower() { --depth_; }
  void close(std::string_view end = "}") {
    --depth_;
    write(end, static_cast<std::size_t>(depth_) * 2);
  }
  // `head` and the statements that it governs, without braces if that is one; a function of one, on its line if it
  // fits.
  void block(std::string_view head, const Code& inner, std::string_view end = "}");
  // A function or a struct of these statements, on one line if they are at most two and fit.
  void define(std::string_view head, const std::vector<std::string>& statements, std::string_view end);
  void append(const Code& other);
  // Appends code that was written one level deeper than this one.
  void appendDedented(const Code& deeper);
  bool empty() const { return text_.empty(); }
  bool fits(std::string_view text) const;  // on one line
  void indented(std::string_view lines);   // lines of unbroken code

  int depth() const { return depth_; }
  const std::string& text() const { return text_; }
  // How many lines have been put; the one that there is.
  std::size_t lines() const { return lines_; }
  std::string_view onlyLine() const { return std::string_view(text_).substr(0, text_.size() - 1); }
  std::string take() { return std::move(text_); }

 private:
  void write(std::string_view text, std::size_t indent);

  std::string text_;
  int depth_, base_;
  int statements_ = 0;  // at the base depth
  // The declarations at the end of the text: type, line without its semicolon, and its place.
  struct Declared {
    std::string type, line;
    std::size_t begin = 0;
  };
  std::vector<Declared> declared_;
  std::size_t declaredEnd_ = 0;
  std::size_t lines_ = 0;
  bool breaks_ = true;
};

// Names that are free: `taken` are the user's identifiers, to which each name given out is added. Macros are never
// free.
class Names {
 public:
  explicit Names(const std::vector<std::string>& taken, std::function<bool(std::string_view)> isMacro = {})
      : taken_(taken.begin(), taken.end()), isMacro_(std::move(isMacro)) {}

  // `wanted` as a C++ identifier; followed by a word if it is taken, or by another one: `kept`, `kept_rows`, finally
  // `kept_rows_2`.
  // `end` comes after all of them: `kept_rows_buffer`.
  std::string fresh(std::string_view wanted, std::string_view word = "", std::string_view another = "",
                    std::string_view end = "");
  void take(std::string name) { taken_.insert(std::move(name)); }
  void release(const std::string& name) { taken_.erase(name); }

  // Names of a block: those that are given out between `enter` and `leave` are free again afterwards, except those
  // passed to `outlive`.
  void enter() { scopes_.emplace_back(); }
  void leave() {
    for (const std::string& name : scopes_.back()) taken_.erase(name);
    scopes_.pop_back();
  }
  const std::string& outlive(const std::string& name) {
    for (auto& scope : scopes_) scope.erase(name);
    return name;
  }

 private:
  bool give(const std::string& name) {
    if ((isMacro_ && isMacro_(name)) || !taken_.insert(name).second) return false;
    if (!scopes_.empty()) scopes_.back().insert(name);
    return true;
  }
  std::vector<std::set<std::string>> scopes_;
  std::set<std::string> taken_;
  std::function<bool(std::string_view)> isMacro_;
};

// `text` as an identifier: other characters become `_`, a leading digit gets a letter before it, a keyword a `_` after
// it; long texts are truncated.
std::string identifier(std::string_view text);
// `text` as a C++ string literal.
std::string literal(std::string_view text);
// The same as a value of strings, which may contain zeros: a literal would end at the first one.
std::string stringValue(std::string_view text);
// The texts as such values, in braces.
std::string literals(const std::vector<std::string>& texts);

}  // namespace bodocc
