// Values that are known while compiling.
#include "Frontend/Constants.h"

#include "Frontend/Types.h"
#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// The type and the value of the initialiser of variable x, "-" if it is not known.
std::string folded(const std::string& code) {
  const auto tree = treeOf(code);
  clang::ASTContext& ast = tree->getASTContext();
  for (const clang::NamedDecl* found : ast.getTranslationUnitDecl()->lookup(&ast.Idents.get("x")))
    if (const auto* x = llvm::dyn_cast<clang::VarDecl>(found)) {
      const auto constant = foldConstant(x->getInit(), ast);
      return constant ? toString(constant->type) + " " + toString(*constant) : "-";
    }
  return "no x";
}

std::int64_t monthsOf(const std::string& code) {
  const auto tree = treeOf("#include <chrono>\nusing namespace std::chrono;\n" + code);
  clang::ASTContext& ast = tree->getASTContext();
  for (const clang::NamedDecl* found : ast.getTranslationUnitDecl()->lookup(&ast.Idents.get("x")))
    if (const auto* x = llvm::dyn_cast<clang::VarDecl>(found)) return monthsIn(x->getType());
  return -1;
}

}  // namespace

TEST_CASE("numbers and their spelling") {
  CHECK(folded("auto x = 3 * 4;") == "int32 12");
  CHECK(folded("auto x = 2.0;") == "float64 2.0");
  CHECK(folded("const double rate = 0.05; auto x = rate;") == "float64 0.05");
  CHECK(folded("auto x = true;") == "boolean true");
  CHECK(folded("auto x = 0xffffffffffffffffULL;") == "uint64 18446744073709551615");
  CHECK(folded("int y = 3; auto x = y;") == "-");
  CHECK(folded("int f(); auto x = f();") == "-");
}

TEST_CASE("strings") {
  CHECK(folded("auto x = \"a\\\"b\";") == "string \"a\\\"b\"");
  CHECK(folded("#include <string_view>\nconstexpr std::string_view name = \"key\"; auto x = name.substr(1);") ==
        "string \"ey\"");
  CHECK(folded("#include <string>\nconst std::string text; auto x = text;") == "string \"\"");
  CHECK(folded("#include <optional>\n#include <string>\nconst std::optional<std::string> text; auto x = text;") == "-");
}

TEST_CASE("dates, times and durations, however they are written") {
  const std::string chrono = "#include <chrono>\nusing namespace std::chrono;\n";
  CHECK(folded(chrono + "auto x = 2024y / February / 29;") == "date 2024-02-29");
  CHECK(folded(chrono + "auto x = 2023y / February / last;") == "date 2023-02-28");
  CHECK(folded(chrono + "auto x = sys_days(9999y / December / 31) - days(1);") == "date 9999-12-30");
  CHECK(folded(chrono + "auto x = sys_days(1970y / January / 2) + hours(1);") == "timestamp 1970-01-02 01:00:00");
  CHECK(folded(chrono + "auto x = minutes(2);") == "duration 120000000000ns");
  CHECK(folded(chrono + "auto x = months(1);") == "-");
}

TEST_CASE("durations in calendar months") {
  CHECK(monthsOf("months x(1);") == 1);
  CHECK(monthsOf("years x(1);") == 12);
  CHECK(monthsOf("const years& x = years(1);") == 12);
  CHECK(monthsOf("days x(1);") == 0);
  CHECK(monthsOf("duration<double, months::period> x(1);") == 0);
  CHECK(monthsOf("int x = 1;") == 0);
}
