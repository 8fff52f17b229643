#include "Frontend/TokenHash.h"

#include <clang/Basic/IdentifierTable.h>
#include <clang/Lex/MacroInfo.h>
#include <fmt/format.h>
#include <llvm/ADT/StringExtras.h>

namespace bodocc {

void TokenHash::add(llvm::StringRef text) {
  const std::uint32_t size = static_cast<std::uint32_t>(text.size());
  hash_.update(llvm::StringRef(reinterpret_cast<const char*>(&size), sizeof size));
  hash_.update(text);
}

// Lines are in messages at run time, columns in debug information.
void TokenHash::addPlace(clang::SourceLocation place) {
  const clang::SourceLocation at = sources_.getExpansionLoc(place);
  if (at.isInvalid() || sources_.isInSystemHeader(at)) return;
  const unsigned numbers[] = {sources_.getExpansionLineNumber(at), sources_.getExpansionColumnNumber(at)};
  hash_.update(llvm::StringRef(reinterpret_cast<const char*>(numbers), sizeof numbers));
}

void TokenHash::see(const clang::Token& token) {
  const auto kind = static_cast<std::uint16_t>(token.getKind());
  hash_.update(llvm::StringRef(reinterpret_cast<const char*>(&kind), sizeof kind));
  if (token.isAnnotation()) return;
  if (token.isLiteral() && token.getLiteralData() != nullptr) {
    const llvm::StringRef text(token.getLiteralData(), token.getLength());
    if (text.contains(".inc")) isWhole_ = false;  // .incbin, .include of an asm declaration
    add(text);
  } else if (const clang::IdentifierInfo* word = token.getIdentifierInfo()) {
    add(word->getName());
  }
  addPlace(token.getLocation());
}

void TokenHash::seeMacro(const clang::Token& name, const clang::MacroInfo& macro) {
  if (const clang::IdentifierInfo* word = name.getIdentifierInfo()) add(word->getName());
  add(macro.isFunctionLike() ? "(" : "");
  for (const clang::IdentifierInfo* parameter : macro.params()) add(parameter->getName());
  for (const clang::Token& token : macro.tokens()) see(token);
}

void TokenHash::seeName(clang::SourceLocation place) {
  const clang::PresumedLoc presumed = sources_.getPresumedLoc(place);
  add(fmt::format("{} {}", presumed.getFilename(), presumed.getLine()));
}

void TokenHash::seePragma(clang::SourceLocation place) {
  const clang::SourceLocation at = sources_.getExpansionLoc(place);
  bool invalid = false;
  const char* const text = sources_.getCharacterData(at, &invalid);
  if (invalid || sources_.isInSystemHeader(at)) return;
  add(llvm::StringRef(text).split('\n').first);
  addPlace(at);
}

std::string TokenHash::value() const {
  if (!isWhole_) return "";
  llvm::BLAKE3 hash = hash_;
  return llvm::toHex(hash.final<16>(), true);
}

}  // namespace bodocc
