#pragma once
// Values that are known while compiling, folded by Clang without running code: numbers as they are spelled (with a
// decimal, 0.05 is exact), strings, chrono dates, time points and durations, std::nullopt.
#include <bodocc/IR/Type.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Expr.h>

#include <optional>
#include <string>

namespace bodocc {

// Strips nodes that do not affect the value: parentheses, implicit and functional casts, temporaries, copies.
const clang::Expr* strip(const clang::Expr* e);

std::optional<Constant> foldConstant(const clang::Expr* e, const clang::ASTContext& ast);

// The number of months of a chrono duration in months or years.
std::optional<std::int64_t> foldMonths(const clang::Expr* e, const clang::ASTContext& ast);

// A constant expression of type bodo::type.
std::optional<bodo::type> foldType(const clang::Expr* e, const clang::ASTContext& ast);

}  // namespace bodocc
