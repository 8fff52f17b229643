#pragma once
// The one visitor of Clang's AST: RecursiveASTVisitor is a template of some thousand functions, which takes seconds to
// compile for each class that derives from it. Visitors override functions here, as in that class.
//
// Visit functions are called for each node, before those below it. Traverse functions walk a node and all nodes below
// it: one that does not call AstVisitor's skips these. All return true to continue.
#include <clang/AST/ASTFwd.h>
#include <clang/AST/DeclBase.h>

// clang-format off
#define BODOCC_VISITED(X)                                                                                             \
  X(ArraySubscriptExpr) X(BinaryOperator) X(BreakStmt) X(CXXConstructExpr) X(CXXNewExpr) X(CXXOperatorCallExpr)       \
  X(CallExpr) X(ConditionalOperator) X(ContinueStmt) X(DeclRefExpr) X(DoStmt) X(ExplicitCastExpr) X(Expr) X(ForStmt)  \
  X(IfStmt) X(InitListExpr) X(LambdaExpr) X(MemberExpr) X(RecoveryExpr) X(RequiresExpr) X(ReturnStmt)                 \
  X(UnaryOperator) X(WhileStmt) X(BindingDecl) X(FunctionDecl) X(NamedDecl) X(VarDecl)
#define BODOCC_TRAVERSED(X)                                                                                           \
  X(CXXForRangeStmt) X(CXXMethodDecl) X(DoStmt) X(ForStmt) X(FunctionDecl) X(IfStmt) X(LambdaExpr) X(ReturnStmt)      \
  X(SwitchStmt) X(WhileStmt)
// clang-format on

namespace clang {
class CXXCtorInitializer;
}

namespace bodocc {

class AstVisitor {
 public:
  virtual ~AstVisitor() = default;

  bool TraverseDecl(const clang::Decl* d);
  bool TraverseStmt(const clang::Stmt* s);

  virtual bool shouldVisitImplicitCode() const { return false; }
  virtual bool shouldVisitTemplateInstantiations() const { return false; }

#define DECLARE(Kind) \
  virtual bool Visit##Kind(clang::Kind*) { return true; }
  BODOCC_VISITED(DECLARE)
#undef DECLARE

#define DECLARE(Kind) virtual bool Traverse##Kind(clang::Kind* node);
  BODOCC_TRAVERSED(DECLARE)
#undef DECLARE
  virtual bool TraverseConstructorInitializer(clang::CXXCtorInitializer* initializer);
};

}  // namespace bodocc
