#include "Frontend/Evaluation.h"

#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

bool isInStdOrBodo(const clang::FunctionDecl& function) {
  const clang::DeclContext* outermost = &function;
  while (!outermost->getParent()->isTranslationUnit()) outermost = outermost->getParent();
  const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(outermost);
  return space != nullptr && (space->isStdNamespace() || isInBodo(function));
}

// True if the call's result depends only on its arguments.
bool isRepeatableCall(const clang::CallExpr& call) {
  const clang::FunctionDecl* callee = call.getDirectCallee();
  if (callee == nullptr || !isInStdOrBodo(*callee)) return false;
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&call)) {
    // an element of a container is a part of it; the target of an iterator or a pointer is another variable
    const clang::OverloadedOperatorKind kind = op->getOperator();
    return kind != clang::OO_Call && kind != clang::OO_Arrow && !(kind == clang::OO_Star && op->getNumArgs() == 1);
  }
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
  return callee->isConstexpr() || (method != nullptr && method->isInstance() && method->isConst());
}

bool isRepeatable(const clang::Stmt& s) {
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(&s)) return isRepeatableCall(*call);
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(&s))
    return made->getConstructor()->isTrivial() || isInStdOrBodo(*made->getConstructor());
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(&s)) {
    // the referent of a parameter is not a local variable of the function
    const auto* v = llvm::dyn_cast<clang::ValueDecl>(reference->getDecl());
    if (const auto* part = llvm::dyn_cast<clang::BindingDecl>(v)) v = part->getDecomposedDecl();
    return llvm::isa<clang::ParmVarDecl>(v) || !v->getType()->isReferenceType();
  }
  if (const auto* op = llvm::dyn_cast<clang::UnaryOperator>(&s)) return op->getOpcode() != clang::UO_Deref;
  if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(&s)) return !member->isArrow();
  if (const auto* element = llvm::dyn_cast<clang::ArraySubscriptExpr>(&s))
    return element->getBase()->IgnoreImpCasts()->getType()->isArrayType();
  return !llvm::isa<clang::LambdaExpr>(s) && !llvm::isa<clang::CXXNewExpr>(s);
}

bool isBranch(const clang::Stmt& s) {
  if (const auto* op = llvm::dyn_cast<clang::BinaryOperator>(&s)) return op->isLogicalOp();
  // on results of frames, as in C++ on plain values
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&s))
    return op->getOperator() == clang::OO_AmpAmp || op->getOperator() == clang::OO_PipePipe;
  // other than expressions: declarations and computations run from begin to end
  return llvm::isa<clang::AbstractConditionalOperator>(s) || llvm::isa<clang::LambdaExpr>(s) ||
         (!llvm::isa<clang::Expr>(s) && !llvm::isa<clang::DeclStmt>(s) && !llvm::isa<clang::ReturnStmt>(s));
}

}  // namespace

Evaluation evaluationOf(const clang::Stmt* s) {
  Evaluation all;
  if (s == nullptr) return all;
  all.repeatable = isRepeatable(*s);
  all.branches = isBranch(*s);
  for (const clang::Stmt* child : s->children()) {
    const Evaluation part = evaluationOf(child);
    all.repeatable = all.repeatable && part.repeatable;
    all.branches = all.branches || part.branches;
  }
  return all;
}

const clang::Expr* onlyValueOf(const clang::Stmt* s) {
  if (const auto* declaration = llvm::dyn_cast<clang::DeclStmt>(s)) {
    const auto* v =
        declaration->isSingleDecl() ? llvm::dyn_cast<clang::VarDecl>(declaration->getSingleDecl()) : nullptr;
    return v == nullptr || v->getInit() == nullptr ? nullptr : strip(v->getInit());
  }
  const auto* e = llvm::dyn_cast<clang::Expr>(s);
  if (e == nullptr) return nullptr;
  const auto* assignment = llvm::dyn_cast<clang::BinaryOperator>(strip(e));
  return assignment != nullptr && assignment->getOpcode() == clang::BO_Assign ? strip(assignment->getRHS()) : strip(e);
}

}  // namespace bodocc
