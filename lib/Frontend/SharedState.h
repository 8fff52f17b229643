// What the iterations of a parallel loop share, and how they could change it unseen: through pointers and views that
// are declared outside of the loop, members, captures of lambdas, and the functions that the body calls. Clang's
// analysis of mutations finds changes of a variable itself; this one finds those of what it leads to.
//
// A variable may lead to something that it does not hold if its type has a pointer or a reference that is not to
// constants, a std::function, or a mutable member. Such a variable may only be read through: p[i] as a value, but not
// p[i] = x, nor p + i as an argument of a function whose body is not known.
#pragma once

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include <optional>
#include <string>

namespace bodocc {

struct SharedChange {
  const clang::Expr* place;  // in the loop's body
  std::string name;          // what changes, or could
  std::string function;      // that changes it; empty if the body itself does
  bool isMember = false;     // of the object whose function has the loop
};

// The first one in the body; `isOutside` tells of the variables of the function around the loop which of them
// iterations share.
std::optional<SharedChange> findSharedChange(const clang::Stmt& body,
                                             llvm::function_ref<bool(const clang::ValueDecl*)> isOutside,
                                             clang::ASTContext& ast);

}  // namespace bodocc
