#pragma once
// The parts of [[bodo::jit(...)]] that Clang's parser does not keep. Clang knows the attribute's name and its
// declaration (an AnnotateAttr, made in Attributes.cpp); its arguments and brackets are found here, among the tokens
// that the preprocessor passes to the parser, macros expanded.
#include <bodocc/IR/IR.h>
#include <clang/Basic/SourceLocation.h>
#include <clang/Lex/Token.h>

#include <map>
#include <string>
#include <vector>

#include "Frontend/Diagnostics.h"

namespace clang {
class AnnotateAttr;
class Decl;
class FunctionDecl;
class Preprocessor;
}  // namespace clang

namespace bodocc {

struct JitAttribute {
  clang::SourceLocation name;           // of `jit`
  clang::SourceRange brackets;          // from `[[` to `]]`
  clang::SourceRange item;              // from `bodo` (or `jit` after `using bodo:`) to its end
  bool alone = true;                    // the only attribute within the brackets
  std::vector<clang::Token> arguments;  // between the parentheses
};

// Sees all tokens of the unit; reports attributes of the scope `bodo` that do not exist.
class AttributeWatcher {
 public:
  AttributeWatcher(clang::Preprocessor& preprocessor, Reporter& reporter)
      : preprocessor_(preprocessor), reporter_(reporter) {}

  void see(const clang::Token& token);

  // The attribute whose name is at this place; null if there is none.
  const JitAttribute* at(clang::SourceLocation name) const;

  bool areThere() const { return !attributes_.empty(); }
  // True if one is not in the source itself.
  bool areInHeaders(const clang::SourceManager& sources) const;

 private:
  void item(const clang::Token& token);
  void endItem();

  enum class State {
    Outside,
    Bracket,
    Inside,
    Closing
  };
  State state_ = State::Outside;
  clang::Token previous_;
  clang::SourceLocation open_;
  bool afterUsing_ = false;  // between `using` and `:`
  std::string usingScope_, scope_, name_;
  unsigned depth_ = 0;  // of parentheses, brackets and braces within an item
  unsigned items_ = 0;
  JitAttribute current_;
  std::vector<JitAttribute> inBrackets_;
  std::map<unsigned, JitAttribute> attributes_;  // by the raw encoding of the name's location

  clang::Preprocessor& preprocessor_;
  Reporter& reporter_;
};

// The annotations [[bodo::jit]] of a declaration, written on it or inherited.
std::vector<const clang::AnnotateAttr*> jitAnnotations(const clang::Decl& declaration);

// The options in the attribute's arguments; reports wrong ones, and ignores them.
FunctionOptions parseOptions(const JitAttribute& attribute, const clang::FunctionDecl& function,
                             clang::Preprocessor& preprocessor, Reporter& reporter);

}  // namespace bodocc
