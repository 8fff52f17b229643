#include "Frontend/UserCode.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/ADT/StringExtras.h>

#include <set>

#include "Frontend/AstVisitor.h"
#include "Frontend/Lowering.h"

namespace bodocc {
namespace {

class Code : public AstVisitor {
 public:
  Code(clang::ASTContext& ast, UserCode& found) : ast_(ast), policy_(ast.getLangOpts()), found_(found) {
    policy_.FullyQualifiedName = true;
    policy_.PrintCanonicalTypes = true;
  }

  void function(const clang::FunctionDecl& named) {
    if (isFixed(named)) return;
    const clang::FunctionDecl* body = nullptr;
    if (!named.hasBody(body)) {
      // one that the compiler makes is determined by the class
      const bool isMade = named.isImplicit() || named.isDefaulted() || named.getBuiltinID() != 0;
      found_.isWhole = found_.isWhole && isMade;
      return;
    }
    if (!add(*body)) return;
    if (const auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(body))
      for (const clang::CXXCtorInitializer* initial : constructor->inits()) TraverseStmt(initial->getInit());
    TraverseStmt(body->getBody());
  }

  bool VisitCallExpr(clang::CallExpr* e) override {
    const clang::FunctionDecl* callee = e->getDirectCallee();
    const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(callee);
    // through a pointer, or any override
    if (callee == nullptr || (method != nullptr && method->isVirtual() && !isFixed(*method)))
      found_.isWhole = false;
    else
      function(*callee);
    return true;
  }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr* e) override {
    record(e->getType());
    function(*e->getConstructor());
    return true;
  }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override {
    if (const auto* callee = llvm::dyn_cast<clang::FunctionDecl>(e->getDecl())) function(*callee);
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(e->getDecl())) global(*variable);
    if (const auto* number = llvm::dyn_cast<clang::EnumConstantDecl>(e->getDecl());
        number != nullptr && !isFixed(*number))
      found_.text += number->getNameAsString() + " = " + llvm::toString(number->getInitVal(), 10) + "\n";
    return true;
  }
  bool VisitMemberExpr(clang::MemberExpr* e) override {
    record(e->getBase()->getType());
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(e->getMemberDecl())) global(*variable);
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* v) override {
    record(v->getType());
    return true;
  }

 private:
  // Code of the system, of the standard library and of bodo comes with the compiler.
  bool isFixed(const clang::Decl& d) const {
    return d.isInStdNamespace() || isInBodo(d) || ast_.getSourceManager().isInSystemHeader(d.getLocation());
  }
  bool add(const clang::Decl& d) {
    if (!seen_.insert(&d).second) return false;
    llvm::raw_string_ostream out(found_.text);
    d.print(out, policy_);
    out << '\n';
    return true;
  }
  void global(const clang::VarDecl& v) {
    if (!v.hasGlobalStorage() || isFixed(v)) return;
    const clang::VarDecl* definition = nullptr;
    if (const clang::Expr* initial = v.getAnyInitializer(definition); add(definition ? *definition : v))
      TraverseStmt(initial);
  }
  // Its members, and its destructor.
  void record(clang::QualType type) {
    if (type.isNull()) return;
    type = type.getNonReferenceType();
    if (type->isPointerType()) type = type->getPointeeType();
    const clang::CXXRecordDecl* r = type->getAsCXXRecordDecl();
    if (r == nullptr || !r->hasDefinition() || r->isLambda() || isFixed(*r)) return;
    r = r->getDefinition();
    if (!seen_.insert(r).second) return;
    found_.text += r->getQualifiedNameAsString() + "\n";
    for (const clang::FieldDecl* field : r->fields()) {
      found_.text += field->getType().getAsString(policy_) + " " + field->getNameAsString() + "\n";
      record(field->getType());
      if (field->hasInClassInitializer()) {
        add(*field);
        TraverseStmt(field->getInClassInitializer());
      }
    }
    for (const clang::CXXBaseSpecifier& base : r->bases()) record(base.getType());
    if (const clang::CXXDestructorDecl* end = r->getDestructor(); end != nullptr) function(*end);
  }

  clang::ASTContext& ast_;
  clang::PrintingPolicy policy_;
  UserCode& found_;
  std::set<const clang::Decl*> seen_;
};

}  // namespace

UserCode codeOf(const clang::FunctionDecl* function, const clang::Expr* written, clang::ASTContext& ast) {
  UserCode found;
  Code code(ast, found);
  if (function != nullptr) code.function(*function);
  code.TraverseStmt(written);
  return found;
}

}  // namespace bodocc
