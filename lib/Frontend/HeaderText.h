#pragma once
// Annotated functions in headers. bodocc replaces definitions where they stand, in the text of the source: a source
// that includes such headers is parsed once more, with the headers' text in the places of the lines that include them.
// #line keeps the names and lines of messages.
#include <clang/Basic/FileEntry.h>
#include <clang/Basic/SourceManager.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bodocc {

class HeaderText {
 public:
  explicit HeaderText(const clang::SourceManager& sources) : sources_(sources) {}

  // As the preprocessor reads the unit: an #include, from its `#` to the end of the name, and the file that it finds;
  // then, unless that is skipped, the file that is entered.
  void include(clang::SourceLocation hash, clang::SourceLocation nameEnd, clang::OptionalFileEntryRef file,
               bool angled);
  void enter(clang::FileID file);

  // The source with the text of these headers, and of those through which it includes them. `source` is its name for
  // messages.
  std::string with(const std::set<clang::FileID>& headers, const std::string& source) const;

  // The lines of a file in such a text, in their places; `source` is the file with which it begins.
  static std::string linesOf(std::string_view text, const std::string& file, const std::string& source);

  // For readers who see no #line: the marks of a header's begin and end become comments.
  static std::string withoutLines(const std::string& text);

 private:
  struct Include {
    clang::FileID from;
    unsigned begin, end;
    clang::OptionalFileEntryRef file;
    bool angled;
    clang::FileID entered = {};
  };
  bool isWanted(const Include& include, const std::set<clang::FileID>& wanted) const;
  std::string textOf(clang::FileID file, const std::string& name, const std::set<clang::FileID>& wanted) const;
  std::string pathFor(const Include& include) const;

  const clang::SourceManager& sources_;
  std::vector<Include> includes_;
};

}  // namespace bodocc
