// Macros in annotated functions: kept as they are written, or written out.
#include "Frontend/Expansions.h"

#include <bodocc/Driver/PassList.h>

#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// What is emitted for a function f(int n) with this body, after these lines.
std::string emittedFunction(const std::string& body, const std::string& before = "") {
  const Lowered lowered = lower(
      "#include <bodo/bodo.h>\n" + before + "[[bodo::jit]] void f(int n) {\n" + body + "}\nint main() { f(3); }\n",
      [](Module& m) { runPasses(m, {}); });
  REQUIRE(lowered.ok);
  return lowered.emitted;
}

const std::string twice = "#define TWICE(x) ((x) * 2)\n";

}  // namespace

TEST_CASE("a use of a macro stays as it is written") {
  const std::string text = emittedFunction("  const int k = TWICE(n);\n  bodo::print(bodo::arange(k));\n", twice);
  CHECK(contains(text, twice));
  CHECK(contains(text, "const int k = TWICE(n);"));
}

TEST_CASE("a macro that the function defines is written out, and its directives follow the function") {
  const std::string text = emittedFunction(
      "#define TWICE(x) ((x) * \\\n    2)\n  const int k = TWICE(TWICE(n));\n  bodo::print(bodo::arange(k));\n#undef "
      "TWICE\n");
  CHECK(contains(text, "const int k = ((((n) * 2)) * 2);"));
  const std::size_t end = text.find("\n}\n"),
                    directive = text.find("#define TWICE(x) ((x) * \\\n    2)\n#undef TWICE\n");
  REQUIRE(directive != std::string::npos);
  CHECK(end < directive);
}

TEST_CASE("a macro whose body holds an operation is replaced as a whole") {
  const std::string text = emittedFunction(
      "  bodo::DataFrame df{{\"A\", bodo::arange(n)}};\n  SHOW(df);\n  const int k = TWICE(n);\n"
      "  bodo::print(bodo::arange(k));\n",
      twice + "#define SHOW(frame) bodo::print(frame[frame[\"A\"] > 1])\n");
  CHECK(!contains(text, "\n  SHOW(df);"));
  CHECK(contains(text, "const int k = TWICE(n);"));
}

TEST_CASE("of a use only a part may be needed") {
  const std::string text =
      emittedFunction("  bodo::DataFrame df{{\"A\", bodo::arange(n)}};\n  bodo::print(ABOVE(df, n * 3));\n",
                      "#define ABOVE(frame, least) frame[frame[\"A\"] > (least) + 1]\n");
  CHECK(contains(text, "(n * 3) + 1"));
  CHECK(!contains(text, "> ABOVE("));
}
