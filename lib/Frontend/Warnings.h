#pragma once
// Warnings about valid C++ that is seldom intended.
#include <clang/AST/Expr.h>

namespace bodocc {

// A reduction's result that the expression prints to std::cout on every rank; null if there is none.
const clang::Expr* printedScalar(const clang::Expr* e);

}  // namespace bodocc
