// The one visitor of Clang's tree.
#include "Frontend/AstVisitor.h"

#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/Stmt.h>

#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// The visited nodes, in order.
class Seen : public AstVisitor {
 public:
  std::string order;
  bool implicit = false, instances = false, lambdas = true, loops = true, stops = false;

  bool shouldVisitImplicitCode() const override { return implicit; }
  bool shouldVisitTemplateInstantiations() const override { return instances; }
  bool VisitVarDecl(clang::VarDecl* v) override { return add("var " + v->getNameAsString()); }
  bool VisitFunctionDecl(clang::FunctionDecl* f) override { return add("function " + f->getNameAsString()); }
  bool VisitDeclRefExpr(clang::DeclRefExpr* e) override { return add("use " + e->getDecl()->getNameAsString()); }
  bool VisitCallExpr(clang::CallExpr*) override { return add("call"); }
  bool VisitIfStmt(clang::IfStmt*) override { return add("if"); }
  bool VisitReturnStmt(clang::ReturnStmt*) override { return add("return"), !stops; }
  bool TraverseLambdaExpr(clang::LambdaExpr* e) override {
    add("[");
    if (lambdas) AstVisitor::TraverseLambdaExpr(e);
    return add("]");
  }
  bool TraverseWhileStmt(clang::WhileStmt* s) override { return !loops || AstVisitor::TraverseWhileStmt(s); }
  bool TraverseConstructorInitializer(clang::CXXCtorInitializer* initializer) override {
    add("initializer");
    return AstVisitor::TraverseConstructorInitializer(initializer);
  }

 private:
  bool add(const std::string& what) {
    order += (order.empty() ? "" : ", ") + what;
    return true;
  }
};

std::string seenIn(std::string_view code, Seen seen = {}) {
  const auto tree = treeOf(code);
  for (const clang::Decl* declaration : tree->getASTContext().getTranslationUnitDecl()->decls())
    if (tree->getSourceManager().isInMainFile(declaration->getLocation()) && !seen.TraverseDecl(declaration)) break;
  return seen.order;
}

}  // namespace

TEST_CASE("a node is visited before those below it, as a node of all its kinds") {
  CHECK(seenIn("int g(int); int f(int x) { if (x) return g(x); return 1; }") ==
        "function g, var , function f, var x, if, use x, return, call, use g, use x, return");
}

TEST_CASE("what a traverse function does not walk is left out") {
  const char* const code = "void f(int x) { auto g = [x] { return x; }; while (x) x = g(); }";
  Seen seen;
  CHECK(seenIn(code, seen) ==
        "function f, var x, var g, [, use x, return, use x, ], use x, use x, call, use operator(), "
        "use g");
  seen.lambdas = seen.loops = false;
  CHECK(seenIn(code, seen) == "function f, var x, var g, [, ]");
}

TEST_CASE("a visit that returns false ends the walk") {
  Seen seen;
  seen.stops = true;
  CHECK(seenIn("int f() { return 1; } int g();", seen) == "function f, return");
}

TEST_CASE("implicit code and instances of templates are left out unless they are asked for") {
  const char* const code = "template <class T> T twice(T x) { return x + x; } int y = twice(2);";
  Seen seen;
  const std::string written = seenIn(code, seen);
  seen.instances = true;
  const std::string all = seenIn(code, seen);
  CHECK(written.find("function twice") == written.rfind("function twice"));
  CHECK(all.find("function twice") != all.rfind("function twice"));

  const char* const members = "struct A { int x = 3; A() {} };";
  Seen implicit;
  CHECK(seenIn(members, implicit) == "function A");
  implicit.implicit = true;
  CHECK(seenIn(members, implicit).find("initializer") != std::string::npos);
}
