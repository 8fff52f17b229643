#include "Frontend/Unit.h"

#include <clang/Lex/Lexer.h>

namespace bodocc {

std::optional<clang::CharSourceRange> Unit::fileRange(clang::SourceRange tokens) const {
  const auto range =
      clang::Lexer::makeFileCharRange(clang::CharSourceRange::getTokenRange(tokens), sources(), ast.getLangOpts());
  if (range.isInvalid()) return std::nullopt;
  return range;
}

std::string Unit::fileOf(clang::SourceLocation location) const {
  const clang::SourceLocation place = sources().getExpansionLoc(location);
  const clang::PresumedLoc presumed = sources().getPresumedLoc(place), written = sources().getPresumedLoc(place, false);
  const bool isNamed = presumed.isValid() && llvm::StringRef(presumed.getFilename()) != written.getFilename();
  return isNamed ? presumed.getFilename() : job.input;
}

std::vector<std::string> Unit::words(clang::SourceRange tokens) const {
  std::vector<std::string> all;
  clang::SourceLocation at = sources().getExpansionLoc(tokens.getBegin());
  const clang::SourceLocation end = sources().getExpansionLoc(tokens.getEnd());
  bool qualified = false;
  for (clang::Token token;; at = token.getEndLoc()) {
    if (clang::Lexer::getRawToken(at, token, sources(), ast.getLangOpts(), true) || token.is(clang::tok::eof)) break;
    if (!sources().isBeforeInTranslationUnit(token.getLocation(), end)) break;
    if (token.is(clang::tok::raw_identifier) && !qualified) all.push_back(token.getRawIdentifier().str());
    qualified = token.isOneOf(clang::tok::period, clang::tok::arrow, clang::tok::coloncolon);
  }
  return all;
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

std::vector<std::pair<std::string, std::uint32_t>> Unit::comments(clang::SourceLocation from,
                                                                  clang::SourceLocation to) const {
  const auto [file, begin] = sources().getDecomposedExpansionLoc(from);
  const auto [other, end] = sources().getDecomposedExpansionLoc(to);
  std::vector<std::pair<std::string, std::uint32_t>> found;
  if (file != other || file != sources().getMainFileID()) return found;
  const llvm::StringRef text = sources().getBufferData(file);
  clang::Lexer lexer(sources().getLocForStartOfFile(file), ast.getLangOpts(), text.begin(), text.begin() + begin,
                     text.end());
  lexer.SetCommentRetentionState(true);
  clang::Token token;
  while (!lexer.LexFromRawLexer(token) && sources().getFileOffset(token.getLocation()) < end)
    if (token.is(clang::tok::comment))
      found.emplace_back(text.substr(sources().getFileOffset(token.getLocation()), token.getLength()),
                         at(token.getLocation()).line);
  return found;
}

}  // namespace bodocc
