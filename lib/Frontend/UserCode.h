// The code that a function of the user's runs, as text: of checkpoints, which must be made anew if it changes.
#pragma once

#include <clang/AST/Decl.h>

#include <string>

namespace bodocc {

struct UserCode {
  std::string text;     // equal for equal code, wherever it stands; macros expanded
  bool isWhole = true;  // it runs no other code, but for that of the system and of bodo
};

// Of the function, if it is known, and of the expression that passes it: a lambda, or an object that is called.
UserCode codeOf(const clang::FunctionDecl* function, const clang::Expr* written, clang::ASTContext& ast);

}  // namespace bodocc
