// A notebook's cells: the emitted text around variables and statements, and what later cells get.
#include "Frontend/Cells.h"

#include <bodocc/Driver/PassList.h>
#include <llvm/Support/JSON.h>

#include "Frontend/CellText.h"
#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

const std::string here = "#line 1 \"In[2]\"\n";

// What follows the includes, up to the exported functions.
std::string emittedCell(const std::string& cell, const std::string& earlier = "") {
  const Lowered lowered = lower(header + earlier + here + cell, [](Module& m) { runPasses(m, {}); }, "In[2]");
  REQUIRE(lowered.ok);
  const std::string first = "#include <bodo/rt/cells.h>\n";
  const std::size_t begin = lowered.emitted.find(first) + first.size();
  return lowered.emitted.substr(begin, lowered.emitted.find("\n// The cell's statements") - begin);
}

// The text that goes before the next cell.
std::string definitions(const std::string& cell, const std::string& earlier = "") {
  const Lowered lowered = lower(header + earlier + here + cell, [](Module& m) { runPasses(m, {}); }, "In[2]");
  REQUIRE(lowered.ok);
  const std::string open = "R\"bodo(";
  const std::size_t begin = lowered.emitted.find(open) + open.size();
  auto summary = llvm::json::parse(lowered.emitted.substr(begin, lowered.emitted.find(")bodo\"", begin) - begin));
  REQUIRE(bool(summary));
  return summary->getAsObject()->getString("definitions")->str();
}

}  // namespace

TEST_CASE("a variable is a reference, its initialiser and statements are steps") {
  CHECK(emittedCell("int n = 5;\nn += 1;\nn  // the end\n") ==
        here +
            R"(static auto& n = bodo::rt::cell_variable_of<int>({"n", "int"});
static void bodo_step_1() {
  bodo::rt::cell_define<int>({"n", "int"}, []() -> int { return 5; });
}

static void bodo_step_2() {
  n += 1;
}

static void bodo_step_3() {
  bodo::rt::cell_show((n), "int");
}
  // the end
)");
}

TEST_CASE("a later cell names the variable, and unused functions of earlier ones are only declared") {
  const std::string earlier = "#line 1 \"In[1]\"\nextern int n;\n#line 2 \"In[1]\"\nint f() { return n; }\n";
  CHECK(emittedCell("int m = 1;", earlier)
            .starts_with("#line 1 \"In[1]\"\nstatic auto& n = bodo::rt::cell_variable_of<int>({\"n\", \"int\"});\n"
                         "#line 2 \"In[1]\"\nint f() ;\n"));
  CHECK(emittedCell("f()", earlier).find("int f() { return n; }") != std::string::npos);
}

TEST_CASE("later cells begin with definitions and declarations of variables") {
  CHECK(definitions("#include <vector>\n#define N 3\n[[nodiscard]] int f() { return N; }\n"
                    "std::vector<int> v{f()}, *p = &v;\nconst int k = 2;\nv.clear();\nv\n") ==
        "#line 1 \"In[2]\"\n#include <vector>\n#line 2 \"In[2]\"\n#define N 3\n"
        "#line 3 \"In[2]\"\n[[nodiscard]] int f() { return N; }\n#line 4 \"In[2]\"\nextern std::vector<int> v;\n"
        "#line 4 \"In[2]\"\nextern std::vector<int> *p;\n#line 5 \"In[2]\"\nconst int k = 2;\n");
}

TEST_CASE("what a cell defines again takes the place of the earlier item") {
  const std::string f = "#line 1 \"In[1]\"\nint f() { return 1; }\n",
                    g = "#line 2 \"In[1]\"\nint g() { return f(); }\n",
                    type = "#line 3 \"In[1]\"\nstruct P { int x; };\n";
  // a function is declared where it was, for those that call it
  CHECK(definitions("int f() { return 2; }", f + g) ==
        "#line 1 \"In[1]\"\nint f() ;\n" + g + here + "int f() { return 2; }\n");
  // the same type stays, with what depends on it
  CHECK(definitions("struct P { int x; };", type) == type);
  CHECK(definitions("struct P { long x; };", f + type) == f + here + "struct P { long x; };\n");
  CHECK(definitions("using P = int;", type) == here + "using P = int;\n");
}

TEST_CASE("the parts of a cell's text") {
  const std::string text = header + "#line 1 \"<frames>\"\nint a;\n#line 4 \"In[1]\"\nint b;\n" + here + "int c;";
  const CellText cell("In[2]", text);
  CHECK_FALSE(cell.isEarlier(text.find("int a")));
  CHECK(cell.isEarlier(text.find("int b")));
  CHECK_FALSE(cell.isEarlier(text.find("int c")));
  CHECK(cell.isOwn(text.find("int c")));
  REQUIRE(cell.earlierItems().size() == 1);
  CHECK(text.substr(cell.earlierItems()[0].body, 7) == "int b;\n");
}
