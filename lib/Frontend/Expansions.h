#pragma once
// The expansions of macro uses. Most of the user's text is kept as in the file; if a part of a macro's body has to be
// replaced, or only a part of a use is needed, the use is expanded: to the tokens that the preprocessor made of it.
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Token.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bodocc {

struct Unit;

class Expansions {
 public:
  explicit Expansions(const clang::SourceManager& sources) : sources_(sources) {}

  // Each token of the unit, in order; each use of a macro, also within another's body; the name after each `#define`
  // and `#undef`.
  void see(const clang::Token& token);
  void use(clang::SourceRange use, clang::SourceLocation definition);
  void directive(clang::SourceLocation name);

  // Called before the definition of a function is replaced. Macros that it defines itself are expanded in it, because
  // their definitions are moved after it: returns their lines, each with a line break before it.
  std::string moveDirectives(clang::SourceRange function);

  const std::vector<clang::Token>& tokensOf(clang::SourceLocation use) const;
  clang::SourceLocation endOf(clang::SourceLocation use) const;  // of its last token in the file
  const std::set<clang::SourceLocation>& writtenOut() const { return writtenOut_; }

 private:
  const clang::SourceManager& sources_;
  struct Use {
    clang::SourceLocation end;
    std::vector<clang::SourceLocation> definitions;  // of the macro, and of those in its body
    std::vector<clang::Token> tokens;
  };
  std::map<clang::SourceLocation, Use> uses_;  // by their places in the main file
  std::vector<clang::SourceLocation> directives_;
  std::set<clang::SourceLocation> writtenOut_;
};

// The text of tokens, first to last. It expands a use of a macro if it has only a part of it, or one of `parts` begins
// or ends within; `find` returns the places of these parts in it.
class Excerpt {
 public:
  Excerpt(const Unit& unit, clang::SourceRange tokens, const std::vector<clang::SourceRange>& parts = {});

  const std::string& text() const { return text_; }
  // Nothing if the part is not in the text.
  std::optional<std::pair<std::size_t, std::size_t>> find(clang::SourceRange part) const;

 private:
  void addFile(unsigned begin, unsigned end);
  void addUse(clang::SourceLocation use, clang::SourceRange whole);
  bool isWrittenOut(clang::SourceLocation place) const;
  std::optional<std::size_t> ofFile(clang::SourceLocation character) const;
  std::optional<std::size_t> ofToken(clang::SourceLocation token, bool behind) const;

  const Unit& unit_;
  clang::FileID file_;
  std::set<clang::SourceLocation> writtenOut_;
  struct Segment {
    unsigned begin, end;  // offsets in the file
    std::size_t at;       // in the text
  };
  std::vector<Segment> segments_;
  std::map<clang::SourceLocation, std::pair<std::size_t, std::size_t>> tokens_;  // of expanded uses
  std::string text_;
};

}  // namespace bodocc
