// How a piece of ordinary C++ is evaluated: what the passes and the emitter need to know of it beside its text.
#pragma once

#include <clang/AST/Expr.h>

namespace bodocc {

struct Evaluation {
  // It has the same value each time, as long as nothing modifies the variables that it names: no calls but of operators
  // and members that change nothing and of what constant expressions may call, nothing read through pointers and
  // references.
  bool repeatable = true;
  // Parts of it may be evaluated several times or not at all: ?:, &&, loops, lambdas.
  bool branches = false;
};
Evaluation evaluationOf(const clang::Stmt* s);

// The value that is all the statement computes: of `T x = value;`, `x = value;` and `return value;`. Else null.
const clang::Expr* onlyValueOf(const clang::Stmt* s);

}  // namespace bodocc
