#include "Frontend/Arithmetic.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/StringSet.h>

#include <algorithm>
#include <map>

namespace bodocc {
namespace {

// Functions of <cmath> and <cstdlib> that have a result for all arguments.
bool isMath(const clang::FunctionDecl& f) {
  static const llvm::StringSet<> names = {
      "abs",  "fabs",  "floor", "ceil", "round", "trunc", "rint",  "nearbyint", "sqrt",    "cbrt",    "exp",
      "exp2", "expm1", "log",   "log2", "log10", "log1p", "pow",   "sin",       "cos",     "tan",     "asin",
      "acos", "atan",  "atan2", "sinh", "cosh",  "tanh",  "asinh", "acosh",     "atanh",   "hypot",   "fmod",
      "fmin", "fmax",  "fma",   "erf",  "erfc",  "isnan", "isinf", "isfinite",  "signbit", "copysign"};
  const clang::SourceManager& sources = f.getASTContext().getSourceManager();
  return f.getIdentifier() != nullptr && names.contains(f.getName()) &&
         (f.getBuiltinID() != 0 || sources.isInSystemHeader(f.getLocation()));
}

bool isNumber(clang::QualType type) { return !type.isVolatileQualified() && type->isArithmeticType(); }

class Arithmetic {
 public:
  bool function(const clang::FunctionDecl& named) {
    if (isMath(named)) return true;
    const clang::FunctionDecl* f = nullptr;
    if (!named.hasBody(f) || !isNumber(f->getReturnType()) || f->isVariadic()) return false;
    for (const clang::ParmVarDecl* parameter : f->parameters())
      if (!isNumber(parameter->getType().getNonReferenceType())) return false;
    const auto [known, isNew] = is_.emplace(f, false);  // as long as it is not known: a function that calls itself
    if (isNew) known->second = statement(f->getBody());
    return known->second;
  }

 private:
  bool parts(const clang::Stmt& s) {
    return std::ranges::all_of(s.children(), [&](const clang::Stmt* part) { return !part || statement(part); });
  }

  bool statement(const clang::Stmt* s) {
    switch (s->getStmtClass()) {
      case clang::Stmt::IntegerLiteralClass:
      case clang::Stmt::FloatingLiteralClass:
      case clang::Stmt::CharacterLiteralClass:
      case clang::Stmt::CXXBoolLiteralExprClass:
      case clang::Stmt::NullStmtClass: return true;
      case clang::Stmt::CompoundStmtClass:
      case clang::Stmt::ReturnStmtClass:
      case clang::Stmt::IfStmtClass:
      case clang::Stmt::ParenExprClass:
      case clang::Stmt::ConstantExprClass:
      case clang::Stmt::ExprWithCleanupsClass:
      case clang::Stmt::ConditionalOperatorClass: return parts(*s);
      case clang::Stmt::ImplicitCastExprClass:
      case clang::Stmt::CStyleCastExprClass:
      case clang::Stmt::CXXStaticCastExprClass:
      case clang::Stmt::CXXFunctionalCastExprClass: return isNumber(llvm::cast<clang::Expr>(s)->getType()) && parts(*s);
      case clang::Stmt::UnaryOperatorClass: return unary(*llvm::cast<clang::UnaryOperator>(s));
      case clang::Stmt::BinaryOperatorClass:
      case clang::Stmt::CompoundAssignOperatorClass: return binary(*llvm::cast<clang::BinaryOperator>(s));
      case clang::Stmt::DeclStmtClass: return declaration(*llvm::cast<clang::DeclStmt>(s));
      case clang::Stmt::DeclRefExprClass: return name(*llvm::cast<clang::DeclRefExpr>(s));
      case clang::Stmt::CallExprClass: return call(*llvm::cast<clang::CallExpr>(s));
      default: return false;
    }
  }

  bool unary(const clang::UnaryOperator& e) {
    switch (e.getOpcode()) {
      case clang::UO_Plus:
      case clang::UO_Minus:
      case clang::UO_Not:
      case clang::UO_LNot: return parts(e);
      case clang::UO_PreInc:
      case clang::UO_PreDec:
      case clang::UO_PostInc:
      case clang::UO_PostDec: return isOwn(e.getSubExpr());
      default: return false;
    }
  }

  bool binary(const clang::BinaryOperator& e) {
    if (e.isPtrMemOp() || !isNumber(e.getType())) return false;
    if (e.isAssignmentOp() && !isOwn(e.getLHS())) return false;
    const auto op = e.getOpcode();
    const bool divides =
        op == clang::BO_Div || op == clang::BO_Rem || op == clang::BO_DivAssign || op == clang::BO_RemAssign;
    if (divides && e.getRHS()->getType()->isIntegerType() && e.getType()->isIntegerType()) {
      const auto* by = llvm::dyn_cast<clang::IntegerLiteral>(e.getRHS()->IgnoreParenImpCasts());
      if (by == nullptr || by->getValue() == 0) return false;
    }
    return parts(e);
  }

  // A variable of the function itself that holds a number.
  static bool isOwn(const clang::Expr* e) {
    const auto* named = llvm::dyn_cast<clang::DeclRefExpr>(e->IgnoreParens());
    const auto* variable = named ? llvm::dyn_cast<clang::VarDecl>(named->getDecl()) : nullptr;
    return variable != nullptr && variable->hasLocalStorage() && !named->refersToEnclosingVariableOrCapture() &&
           isNumber(variable->getType());
  }

  bool declaration(const clang::DeclStmt& s) {
    return std::ranges::all_of(s.decls(), [&](const clang::Decl* d) {
      const auto* variable = llvm::dyn_cast<clang::VarDecl>(d);
      return variable != nullptr && variable->hasLocalStorage() && isNumber(variable->getType()) &&
             (!variable->hasInit() || statement(variable->getInit()));
    });
  }

  // A number: a parameter, a variable of the function, a value that a lambda holds, or a constant.
  static bool name(const clang::DeclRefExpr& e) {
    if (llvm::isa<clang::EnumConstantDecl>(e.getDecl())) return true;
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(e.getDecl());
    return variable != nullptr && isNumber(variable->getType().getNonReferenceType()) &&
           (variable->hasLocalStorage() || variable->getType().isConstQualified());
  }

  bool call(const clang::CallExpr& e) {
    const clang::FunctionDecl* callee = e.getDirectCallee();
    return callee != nullptr && function(*callee) &&
           std::ranges::all_of(e.arguments(), [&](const clang::Expr* argument) { return statement(argument); });
  }

  std::map<const clang::FunctionDecl*, bool> is_;
};

}  // namespace

bool isArithmeticOnly(const clang::FunctionDecl& function) { return Arithmetic().function(function); }

}  // namespace bodocc
