// The evaluation of a piece of ordinary C++: properties that the passes and the emitter need besides its text.
#pragma once

#include <clang/AST/Expr.h>

namespace bodocc {

struct Evaluation {
  // It has the same value each time, as long as nothing modifies the variables that it names: it calls only operators
  // and members that change nothing and functions allowed in constant expressions, and reads nothing through pointers
  // and references.
  bool repeatable = true;
  // Parts of it may be evaluated several times or not at all: ?:, &&, loops, lambdas.
  bool branches = false;
};
Evaluation evaluationOf(const clang::Stmt* s);

// The only value that the statement computes: in `T x = value;`, `x = value;` and `return value;`. Else null.
const clang::Expr* onlyValueOf(const clang::Stmt* s);

}  // namespace bodocc
