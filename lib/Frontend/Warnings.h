#pragma once
// What is right as C++ and seldom what is meant.
#include <clang/AST/Expr.h>

namespace bodocc {

// A reduction's result that the expression gives to std::cout, on every rank; null if there is none.
const clang::Expr* printedScalar(const clang::Expr* e);

}  // namespace bodocc
