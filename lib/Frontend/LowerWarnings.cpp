// Warnings about statements that are valid C++, but seldom intended: unused results, and values that every rank prints.
#include <clang/AST/Attr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include "Frontend/AstVisitor.h"
#include "Frontend/Constants.h"
#include "Frontend/Lowering.h"
#include "Frontend/Warnings.h"

namespace bodocc {

// Operations change no frame: one whose result is not used has no effect. Clang itself warns about comparisons.
void Lowering::warnUnused(const clang::CallExpr* e, const std::string& operation) {
  const TypeClass c = classify(e->getType());
  if (c == TypeClass::Host || e->getDirectCallee()->hasAttr<clang::WarnUnusedResultAttr>()) return;
  std::string remedy = "show it, as in bodo::print(s.sum()), or name it, as in double x = s.sum()";
  if (c == TypeClass::Frame)
    remedy = fmt::format("assign it, as in df = df.{}", operation == "[]" ? "head(3)" : operation + "(...)");
  if (c == TypeClass::Series) remedy = "assign it, as in df[\"B\"] = df[\"A\"] + 1";
  unit_.reporter.report(Diagnostic{"unused-result",
                                   Severity::Warning,
                                   unit_.at(e->getExprLoc()),
                                   fmt::format("the result of '{}' is not used: operations change no frame", operation),
                                   {{{}, std::move(remedy)}}});
}

namespace {

// Finds a reduction's result that is printed to std::cout.
class PrintedScalar : public AstVisitor {
 public:
  const clang::Expr* scalar = nullptr;
  bool toOutput = false;

  bool VisitExpr(clang::Expr* e) override {
    if (classify(e->getType()) == TypeClass::Scalar && scalar == nullptr) scalar = e;
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const clang::ValueDecl* v = e->getDecl();
    toOutput = toOutput || (v->isInStdNamespace() && v->getIdentifier() != nullptr && v->getName() == "cout");
    return true;
  }
  bool TraverseLambdaExpr(clang::LambdaExpr*) override { return true; }
};

// A function that calls get_rank() is assumed to print on the intended rank.
class RankAsked : public AstVisitor {
 public:
  bool found = false;
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    const clang::ValueDecl* v = e->getDecl();
    found = found || (operationOf(*v) != nullptr && operationOf(*v)->differs);
    return !found;
  }
};

}  // namespace

const clang::Expr* printedScalar(const clang::Expr* e) {
  const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e);
  if (op == nullptr || op->getOperator() != clang::OO_LessLess) return nullptr;
  PrintedScalar found;
  found.TraverseStmt(e);
  return found.toOutput ? found.scalar : nullptr;
}

void Lowering::warnPrinted(const clang::Expr* e) {
  const clang::Expr* const scalar = printedScalar(e);
  if (scalar == nullptr) return;
  RankAsked rank;
  rank.TraverseStmt(declaration_.getBody());
  if (!rank.found) unit_.reporter.report(scalar->getExprLoc(), Diag::PrintedByAll);
}

}  // namespace bodocc
