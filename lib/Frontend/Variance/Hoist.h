#pragma once
// The edit that moves a collective out of a condition, if the program then does the same but for the ranks that call
// it.
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>

#include <vector>

#include "Frontend/Unit.h"

namespace bodocc::variance {

// Of the call at `place`, which `condition` decides about, in this body. Only a call that is the first statement of an
// `if` without an `else`, alone or as the first value of a variable: it is moved before the `if`. Its condition must
// have no effects, and no other variable of the function may have the name. Else empty.
std::vector<clang::FixItHint> hoisted(const Unit& unit, const clang::FunctionDecl& body, const clang::Expr& condition,
                                      clang::SourceLocation place);

}  // namespace bodocc::variance
