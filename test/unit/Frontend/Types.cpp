// C++ types as columns, as operations and as text.
#include "Frontend/Types.h"

#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// Calls `use` with the type of the variable x.
template <class Use>
auto ofX(const std::string& code, Use use) {
  const auto tree = treeOf(code);
  clang::ASTContext& ast = tree->getASTContext();
  for (const clang::NamedDecl* found : ast.getTranslationUnitDecl()->lookup(&ast.Idents.get("x")))
    if (const auto* x = llvm::dyn_cast<clang::VarDecl>(found)) return use(x->getType(), ast);
  FAIL("no x");
  return use({}, ast);
}

std::string column(const std::string& code) {
  return ofX(code, [](clang::QualType type, clang::ASTContext& ast) {
    const auto found = columnType(type, ast);
    return found ? toString(*found) : "-";
  });
}
std::string spelled(const std::string& code) {
  return ofX(code, [](clang::QualType type, clang::ASTContext& ast) { return spell(type, ast); });
}
std::string membersOf(const std::string& code) {
  return ofX(code, [](clang::QualType type, clang::ASTContext&) { return comparedMembers(type, "x"); });
}

}  // namespace

TEST_CASE("the column of a C++ type") {
  CHECK(column("int x;") == "int32");
  CHECK(column("const unsigned char& x = 3;") == "uint8");
  CHECK(column("bool x;") == "boolean");
  CHECK(column("float x;") == "float32");
  CHECK(column("#include <string>\nstd::string x;") == "string");
  CHECK(column("#include <chrono>\nstd::chrono::milliseconds x;") == "duration");
  CHECK(column("#include <optional>\nstd::optional<double> x;") == "float64?");
  CHECK(column("struct S {} x;") == "-");
  CHECK(column("int* x;") == "-");
}

TEST_CASE("types are spelled as in a declaration") {
  CHECK(spelled("const int* x;") == "const int *");
  CHECK(spelled("#include <vector>\nstd::vector<bool> x;") == "std::vector<bool>");
  const auto declared = [](clang::QualType type, clang::ASTContext& ast) { return spell(type, "name", ast); };
  CHECK(ofX("int (*x)(double) = nullptr;", declared) == "int (*name)(double)");
}

TEST_CASE("days and months of a tick") {
  const auto days = [](clang::QualType type, clang::ASTContext&) { return daysIn(type); };
  const std::string chrono = "#include <chrono>\nstd::chrono::";
  CHECK(ofX(chrono + "days x;", days) == 1);
  CHECK(ofX(chrono + "weeks x;", days) == 7);
  CHECK(ofX(chrono + "hours x;", days) == 0);
  CHECK(ofX(chrono + "months x;", days) == 0);
}

TEST_CASE("the public members that ranks compare") {
  CHECK(membersOf("struct S { int a; double b; } x;") == "rt::parts(x.a, x.b)");
  CHECK(membersOf("struct A { int i; }; struct S { A a; int b; } x;") == "rt::parts(rt::parts(x.a.i), x.b)");
  CHECK(membersOf("int x;").empty());
}
