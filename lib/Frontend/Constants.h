#pragma once
// Values that are known while compiling, folded by Clang without running code: numbers as they are spelled (with a
// decimal, 0.05 is exact), strings, chrono dates, time points and durations, std::nullopt.
#include <bodocc/IR/Type.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Expr.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bodocc {

// Strips nodes that do not affect the value: parentheses, implicit and functional casts, temporaries, copies.
const clang::Expr* strip(const clang::Expr* e);

// The values of variables that only their place makes known: a function's parameters, the variable of a loop.
using KnownVariables = std::function<std::optional<Constant>(const clang::VarDecl&)>;

// Also of the strings in a constant std::vector, std::array or std::initializer_list.
std::optional<Constant> foldConstant(const clang::Expr* e, const clang::ASTContext& ast,
                                     const KnownVariables& variables = {});
// The elements of such a container, of any type.
std::optional<std::vector<Constant>> foldElements(const clang::Expr* container, const clang::ASTContext& ast,
                                                  const KnownVariables& variables);

// A call of std::to_string.
bool isToString(const clang::CallExpr& call);

// std::vector, std::array, std::initializer_list
bool isContainer(clang::QualType type);
// The elements of a container that is made here, of all its nested lists.
std::vector<const clang::Expr*> elementsOf(const clang::Expr* container);

// The number of months of a chrono duration in months or years.
std::optional<std::int64_t> foldMonths(const clang::Expr* e, const clang::ASTContext& ast);

// A constant expression of type bodo::type.
std::optional<bodo::type> foldType(const clang::Expr* e, const clang::ASTContext& ast);

}  // namespace bodocc
