// The emitted function of a template's instance is not a template: it would compile branches that the instance
// discards.
#include <clang/AST/ExprConcepts.h>

#include <map>

#include "Frontend/AstVisitor.h"
#include "Frontend/Lowering.h"

namespace bodocc {

namespace {

class ConstantIfs : public AstVisitor {
 public:
  std::map<clang::SourceLocation, const clang::IfStmt*> found;
  bool VisitIfStmt(clang::IfStmt* s) override {
    if (s->isConstexpr()) found[s->getIfLoc()] = s;
    return true;
  }
};

}  // namespace

// Removes branches that `if constexpr` discards, and replaces requirements within lambdas by their values.
void Lowering::addInstance(const clang::Stmt* s, std::vector<Use>& uses) const {
  const clang::FunctionDecl* pattern = declaration_.getTemplateInstantiationPattern();
  if (pattern == nullptr) return;
  class Visitor : public AstVisitor {
   public:
    Visitor(const clang::ASTContext& ast, const clang::Stmt* pattern, std::vector<Use>& uses) : ast_(ast), uses_(uses) {
      // as it is written: an instance has lost the discarded branches
      written_.TraverseStmt(pattern);
    }
    bool VisitIfStmt(clang::IfStmt* s) override {
      const auto written = written_.found.find(s->getIfLoc());
      if (!s->isConstexpr() || written == written_.found.end()) return true;
      const auto taken = s->getNondiscardedCase(ast_);
      if (!taken) return true;
      const clang::IfStmt& whole = *written->second;
      const clang::Stmt* discarded = *taken == s->getThen() ? whole.getElse() : whole.getThen();
      if (discarded != nullptr)
        uses_.push_back({discarded->getSourceRange(), {{endsInSemicolon(discarded) ? "" : "{}"}}});
      return true;
    }
    bool TraverseLambdaExpr(clang::LambdaExpr* e) override {
      ++lambdas_;
      AstVisitor::TraverseLambdaExpr(e);
      --lambdas_;
      return true;
    }
    bool VisitRequiresExpr(clang::RequiresExpr* e) override {
      if (lambdas_ > 0 && !e->isValueDependent())
        uses_.push_back({e->getSourceRange(), {{e->isSatisfied() ? "true" : "false"}}});
      return true;
    }

   private:
    const clang::ASTContext& ast_;
    std::vector<Use>& uses_;
    ConstantIfs written_;
    unsigned lambdas_ = 0;
  };
  Visitor(unit_.ast, pattern->getBody(), uses).TraverseStmt(s);
}

}  // namespace bodocc
