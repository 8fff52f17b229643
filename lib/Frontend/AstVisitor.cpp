#include "Frontend/AstVisitor.h"

#include <clang/AST/RecursiveASTVisitor.h>

namespace bodocc {

namespace {

class Visitor : public clang::RecursiveASTVisitor<Visitor> {
  using Base = clang::RecursiveASTVisitor<Visitor>;

 public:
  explicit Visitor(AstVisitor& to) : to_(to) {}

  bool shouldVisitImplicitCode() const { return to_.shouldVisitImplicitCode(); }
  bool shouldVisitTemplateInstantiations() const { return to_.shouldVisitTemplateInstantiations(); }

#define PASS_ON(Kind) \
  bool Visit##Kind(clang::Kind* node) { return to_.Visit##Kind(node); }
  BODOCC_VISITED(PASS_ON)
#undef PASS_ON

#define PASS_ON(Kind)                                                         \
  bool Traverse##Kind(clang::Kind* node) { return to_.Traverse##Kind(node); } \
  bool walk##Kind(clang::Kind* node) { return Base::Traverse##Kind(node); }
  BODOCC_TRAVERSED(PASS_ON)
#undef PASS_ON
  bool TraverseConstructorInitializer(clang::CXXCtorInitializer* initializer) {
    return to_.TraverseConstructorInitializer(initializer);
  }
  bool walkConstructorInitializer(clang::CXXCtorInitializer* initializer) {
    return Base::TraverseConstructorInitializer(initializer);
  }

 private:
  AstVisitor& to_;
};

}  // namespace

bool AstVisitor::TraverseDecl(const clang::Decl* d) { return Visitor(*this).TraverseDecl(const_cast<clang::Decl*>(d)); }
bool AstVisitor::TraverseStmt(const clang::Stmt* s) { return Visitor(*this).TraverseStmt(const_cast<clang::Stmt*>(s)); }

#define DEFINE(Kind) \
  bool AstVisitor::Traverse##Kind(clang::Kind* node) { return Visitor(*this).walk##Kind(node); }
BODOCC_TRAVERSED(DEFINE)
#undef DEFINE
bool AstVisitor::TraverseConstructorInitializer(clang::CXXCtorInitializer* initializer) {
  return Visitor(*this).walkConstructorInitializer(initializer);
}

}  // namespace bodocc
