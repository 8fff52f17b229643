#include "Frontend/Unit.h"

#include <clang/Lex/Lexer.h>

namespace bodocc {

std::optional<clang::CharSourceRange> Unit::fileRange(clang::SourceRange tokens) const {
  const auto range =
      clang::Lexer::makeFileCharRange(clang::CharSourceRange::getTokenRange(tokens), sources(), ast.getLangOpts());
  if (range.isInvalid()) return std::nullopt;
  return range;
}

std::string Unit::text(clang::CharSourceRange characters) const {
  return clang::Lexer::getSourceText(characters, sources(), ast.getLangOpts()).str();
}

std::string Unit::text(clang::SourceRange tokens) const {
  if (const auto range = fileRange(tokens)) return text(*range);
  return text(sources().getExpansionRange(tokens));
}

clang::SourceLocation Unit::behind(clang::SourceLocation token) const {
  if (token.isMacroID()) token = sources().getExpansionRange(token).getEnd();
  return clang::Lexer::getLocForEndOfToken(token, 0, sources(), ast.getLangOpts());
}

clang::SourceLocation Unit::behindSemicolon(clang::SourceLocation token) const {
  if (token.isMacroID()) token = sources().getExpansionRange(token).getEnd();
  const auto next = clang::Lexer::findNextToken(token, sources(), ast.getLangOpts());
  if (next && next->is(clang::tok::semi)) return next->getEndLoc();
  return behind(token);
}

}  // namespace bodocc
