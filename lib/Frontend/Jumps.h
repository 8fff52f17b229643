// break and continue statements that leave the statement around them.
#pragma once

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/Support/SaveAndRestore.h>

#include "Frontend/AstVisitor.h"

namespace bodocc {

// break and continue of the current loop, outside of lambdas; of a case of a switch, also its own break.
class Jumps : public AstVisitor {
 public:
  clang::SourceLocation jump;
  bool breaks = false;
  bool TraverseLambdaExpr(clang::LambdaExpr*) override { return true; }
  bool TraverseWhileStmt(clang::WhileStmt* s) override { return inner(s); }
  bool TraverseForStmt(clang::ForStmt* s) override { return inner(s); }
  bool TraverseDoStmt(clang::DoStmt* s) override { return inner(s); }
  bool TraverseSwitchStmt(clang::SwitchStmt* s) override {
    const llvm::SaveAndRestore within(ofSwitch_, true);
    return AstVisitor::TraverseSwitchStmt(s);
  }
  bool TraverseCXXForRangeStmt(clang::CXXForRangeStmt* s) override { return inner(s); }
  bool VisitBreakStmt(clang::BreakStmt* s) override {
    if (ofSwitch_) return true;
    breaks = true;
    return found(s->getBeginLoc());
  }
  bool VisitContinueStmt(clang::ContinueStmt* s) override { return found(s->getBeginLoc()); }

 private:
  bool inner(clang::Stmt*) { return true; }
  bool found(clang::SourceLocation place) {
    if (jump.isInvalid()) jump = place;
    return true;
  }

  bool ofSwitch_ = false;  // breaks are those of a switch
};

inline Jumps jumpsIn(const clang::Stmt* s) {
  Jumps jumps;
  jumps.TraverseStmt(s);
  return jumps;
}

}  // namespace bodocc
