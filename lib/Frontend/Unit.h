#pragma once
// One translation unit while it is compiled: Clang's data, the attributes, and functions that turn places in it into
// text.
#include <bodocc/Frontend/TranslationUnit.h>
#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/CompilerInstance.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "Frontend/Attributes.h"
#include "Frontend/Diagnostics.h"
#include "Frontend/Expansions.h"
#include "Frontend/HeaderText.h"
#include "Frontend/TokenHash.h"

namespace bodocc {

class CellText;

// A line of the preprocessor that a cell hands on to later ones.
struct Directive {
  clang::SourceLocation place;  // within the line
  const char* what;             // "include", "macro"
  std::string name;
};

struct Unit {
  clang::CompilerInstance& compiler;
  clang::ASTContext& ast;
  const SourceJob& job;
  Reporter& reporter;
  const AttributeWatcher& attributes;
  Expansions& expansions;
  TokenHash& tokenHash;
  HeaderText& headers;
  std::vector<Dependency>& dependencies;
  // The user's own declarations as they were parsed: a walk over the whole unit would read all of a precompiled header.
  std::vector<clang::Decl*> declarations = {};
  // The place after the line that includes <bodo/bodo.h>, if this file has it; before it, if the user has defined
  // macros before it.
  clang::SourceLocation headerInclude = {};
  std::vector<std::string> macrosBefore = {};      // those macros
  std::set<std::string, std::less<>> macros = {};  // all that the user defines
  std::set<std::string> macroWords = {};           // identifiers in their bodies
  CellText* cell = nullptr;                        // if it is a notebook's cell
  bool hasHeaders = false;                         // the text of headers stands in that of the source
  std::vector<Directive> directives = {};          // of a cell

  const clang::SourceManager& sources() const { return ast.getSourceManager(); }
  SourceLoc at(clang::SourceLocation location) const { return sourceLoc(location, sources()); }
  // The file of that place for messages: the source as the user named it, or the name in a `#line`.
  std::string fileOf(clang::SourceLocation location) const;

  // The characters of these tokens in the file, macro uses as they are written; nothing if the tokens begin or end
  // within a macro's body.
  std::optional<clang::CharSourceRange> fileRange(clang::SourceRange tokens) const;
  // The text as it is written. If it contains only a part of a macro's use, the macro is expanded.
  std::string text(clang::SourceRange tokens) const { return Excerpt(*this, tokens).text(); }
  // The identifiers and keywords there, as they are written; but no members and qualified names: these are looked up in
  // their class or namespace alone.
  std::vector<std::string> words(clang::SourceRange tokens) const;
  // The place after the token that starts there, and after a `;` that follows.
  clang::SourceLocation behind(clang::SourceLocation token) const;
  clang::SourceLocation behindSemicolon(clang::SourceLocation token) const;

  // The comments in that part of the main file, as they are written, with their lines' numbers.
  std::vector<std::pair<std::string, std::uint32_t>> comments(clang::SourceLocation from,
                                                              clang::SourceLocation to) const;
};

}  // namespace bodocc
