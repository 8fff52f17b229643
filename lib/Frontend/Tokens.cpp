#include "Frontend/Tokens.h"

#include <clang/Lex/Lexer.h>

#include <algorithm>

namespace bodocc {

namespace {

bool isOneOf(const Tokens::Token& token, std::initializer_list<const char*> texts) {
  return std::ranges::find(texts, token.text) != texts.end();
}

bool opens(const Tokens::Token& token) { return isOneOf(token, {"(", "[", "{"}); }
bool closes(const Tokens::Token& token) { return isOneOf(token, {")", "]", "}"}); }

}  // namespace

Tokens::Tokens(const clang::SourceManager& sources, const clang::LangOptions& language) : sources_(sources) {
  const clang::FileID file = sources.getMainFileID();
  clang::Lexer lexer(file, sources.getBufferOrFake(file), sources, language);
  clang::Token token;
  do {
    lexer.LexFromRawLexer(token);
    tokens_.push_back({sources.getFileOffset(token.getLocation()), token.getKind(),
                       clang::Lexer::getSpelling(token, sources, language)});
  } while (token.isNot(clang::tok::eof));
}

std::size_t Tokens::at(clang::SourceLocation place) const {
  const unsigned offset = sources_.getFileOffset(sources_.getExpansionLoc(place));
  const auto found = std::ranges::lower_bound(tokens_, offset, {}, &Token::offset);
  return std::min(static_cast<std::size_t>(found - tokens_.begin()), tokens_.size() - 1);
}

clang::SourceLocation Tokens::place(std::size_t i) const {
  return sources_.getLocForStartOfFile(sources_.getMainFileID()).getLocWithOffset(static_cast<int>((*this)[i].offset));
}

std::size_t Tokens::opening(std::size_t i) const {
  int depth = 0;
  for (;; --i) {
    if (closes(tokens_[i])) ++depth;
    if (opens(tokens_[i]) && --depth == 0) return i;
    if (i == 0) return 0;
  }
}

bool Tokens::beginsBlock(std::size_t i) const {
  for (; i > 0; --i) {
    const Token& before = tokens_[i - 1];
    if (isOneOf(before, {")", ";", "}", "else", "do", "try", "const", "noexcept", "mutable"})) return true;
    if (before.text != "{") return false;
  }
  return true;
}

std::size_t Tokens::callAround(std::size_t i) const {
  while (i-- > 0) {
    const Token& token = tokens_[i];
    if (token.text == ";") return 0;
    if (closes(token)) {
      i = opening(i);
    } else if (token.text == "(" && i > 0 && tokens_[i - 1].kind == clang::tok::raw_identifier) {
      return i - 1;
    } else if (token.text == "{" && beginsBlock(i)) {
      return 0;
    }
  }
  return 0;
}

std::vector<std::size_t> Tokens::arguments(std::size_t name) const {
  std::vector<std::size_t> found;
  if ((*this)[name + 1].text != "(") return found;
  int depth = 0;
  for (std::size_t i = name + 1; i + 1 < tokens_.size(); ++i) {
    if (opens(tokens_[i])) ++depth;
    if (closes(tokens_[i]) && --depth == 0) break;
    if (depth == 1 && (tokens_[i].text == "," || i == name + 1) && tokens_[i + 1].text != ")") found.push_back(i + 1);
  }
  return found;
}

std::vector<std::size_t> Tokens::designators(std::size_t name) const {
  std::vector<std::size_t> found;
  for (const std::size_t argument : arguments(name)) {
    int depth = 0;
    for (std::size_t i = argument; i + 2 < tokens_.size(); ++i) {
      if (opens(tokens_[i])) ++depth;
      if (closes(tokens_[i])) --depth;
      if (depth <= 0) break;
      if (depth == 1 && tokens_[i].text == "." && isOneOf(tokens_[i - 1], {"{", ","}) && tokens_[i + 2].text == "=")
        found.push_back(i + 1);
    }
  }
  return found;
}

std::size_t Tokens::statement(std::size_t i) const {
  while (i > 0) {
    const Token& token = tokens_[i - 1];
    if (token.text == ";") return i;
    if (token.text == "}") {
      // of a list or a lambda within the statement, unless the next statement follows
      const bool within = isOneOf(tokens_[i], {",", ")", "]", "}", ".", ";", "("});
      if (!within && beginsBlock(opening(i - 1))) return i;
    }
    if (closes(token)) {
      i = opening(i - 1);
      continue;
    }
    if (token.text == "{" && beginsBlock(i - 1)) return i;
    --i;
  }
  return 0;
}

}  // namespace bodocc
