#pragma once
// A hash of the tokens after preprocessing: the same for two texts that compile to the same.
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Preprocessor.h>
#include <llvm/Support/BLAKE3.h>

#include <string>

namespace bodocc {

class TokenHash {
 public:
  explicit TokenHash(const clang::SourceManager& sources) : sources_(sources) {}

  void see(const clang::Token& token);
  // Macros and pragmas are not tokens, but the host compiler reads headers that the front end does not.
  void seeMacro(const clang::Token& name, const clang::MacroInfo& macro);
  void seeName(clang::SourceLocation place);  // a file's, by `#line`
  void seePragma(clang::SourceLocation place);
  void seeClock() { isWhole_ = false; }  // __TIME__, __DATE__, __TIMESTAMP__

  // Empty if the text contains the time, or has the assembler read a file (.incbin).
  std::string value() const;

 private:
  void add(llvm::StringRef text);
  void addPlace(clang::SourceLocation place);

  const clang::SourceManager& sources_;
  llvm::BLAKE3 hash_;
  bool isWhole_ = true;  // nothing else decides
};

}  // namespace bodocc
