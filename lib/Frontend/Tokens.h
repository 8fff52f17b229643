#pragma once
// The tokens of the main file, to find the call and the statement of an error: Clang's tree has no nodes for code that
// it could not build.
#include <clang/Basic/SourceManager.h>
#include <clang/Basic/TokenKinds.h>

#include <string>
#include <vector>

namespace bodocc {

class Tokens {
 public:
  Tokens(const clang::SourceManager& sources, const clang::LangOptions& language);

  struct Token {
    unsigned offset;
    clang::tok::TokenKind kind;
    std::string text;
  };

  // The first token at or after this place.
  std::size_t at(clang::SourceLocation place) const;
  // For numbers beyond the end, the last token: the end of the file.
  const Token& operator[](std::size_t i) const { return tokens_[std::min(i, tokens_.size() - 1)]; }
  clang::SourceLocation place(std::size_t i) const;

  // The name before the parenthesis of the call whose arguments contain the token; 0 outside of a call.
  std::size_t callAround(std::size_t i) const;
  // The first tokens of the arguments of the call of that name.
  std::vector<std::size_t> arguments(std::size_t name) const;
  // Designators in the arguments of the call of that name: `key` of `.key = ...`.
  std::vector<std::size_t> designators(std::size_t name) const;
  // The beginning of the token's statement: later errors in the same statement follow from the first.
  std::size_t statement(std::size_t i) const;

 private:
  // The opening bracket of this closing one.
  std::size_t opening(std::size_t i) const;
  // True if the brace begins a block, not a list.
  bool beginsBlock(std::size_t i) const;

  const clang::SourceManager& sources_;
  std::vector<Token> tokens_;
};

}  // namespace bodocc
