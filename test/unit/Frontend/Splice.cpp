// The emitted file around the annotated functions.
#include "Frontend/Splice.h"

#include <bodocc/Driver/PassList.h>

#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

const std::string added = "#include <bodo/rt/emitted.h>\n";

std::string emittedSource(const std::string& source) {
  const Lowered lowered = lower(source, [](Module& m) { runPasses(m, {}); });
  REQUIRE(lowered.ok);
  return lowered.emitted;
}

// The text with each function's body replaced by "...".
std::string outline(const std::string& source) {
  std::string text = emittedSource(source);
  for (std::size_t at = 0; (at = text.find(" {\n  namespace rt", at)) != std::string::npos; at += 5)
    text.replace(at, text.find("\n}", at) + 2 - at, " {...}");
  return text;
}

}  // namespace

TEST_CASE("a file without annotated functions stays as it is") {
  const std::string source = header + "// caf\xc3\xa9\t\nint main() { return 0; }  // no line end";
  CHECK(emittedSource(source) == source);
}

TEST_CASE("what stands around a function is kept, byte for byte") {
  const std::string before = "#include <vector>\n\n/* a */ int   x  =  3;\t\n",
                    after = "\n\nint main() { f(x); }  // end";
  CHECK(outline(header + before + "[[bodo::jit]]\nvoid f(int n) { bodo::print(bodo::arange(n)); }" + after) ==
        header + added + before + "void f(int n) {...}" + after);
}

TEST_CASE("an attribute goes alone, others stay") {
  const std::string body = " { return static_cast<int>(bodo::arange(n).sum()); }\n",
                    main = "int main() { return f(2); }\n";
  const auto signature = [&](const std::string& written) {
    const std::string text = outline(header + written + body + main);
    const std::size_t begin = (header + added).size();
    return text.substr(begin, text.find(" {...}") - begin);
  };
  CHECK(signature("[[bodo::jit]] int f(int n)") == "int f(int n)");
  CHECK(signature("[[nodiscard, bodo::jit]] int f(int n)") == "[[nodiscard]] int f(int n)");
  CHECK(signature("[[bodo::jit, nodiscard]] int f(int n)") == "[[nodiscard]] int f(int n)");
  CHECK(signature("[[bodo::jit]] [[nodiscard]] int f(int n)") == "[[nodiscard]] int f(int n)");
  CHECK(signature("[[bodo::jit]] static inline auto f(int n) -> int") == "static inline auto f(int n) -> int");
}

TEST_CASE("declarations lose the attribute as well") {
  CHECK(outline(header + "[[bodo::jit]] void f(int n);\nint main() { f(2); }\n"
                         "void f(int n) { bodo::print(bodo::arange(n)); }\n") ==
        header + added + "void f(int n);\nint main() { f(2); }\nvoid f(int n) {...}\n");
}

TEST_CASE("a template is declared, and its instances are specialisations") {
  CHECK(outline(header +
                "template <class T>\n[[bodo::jit]] T f(T n) { return static_cast<T>(bodo::arange(n).sum()); }\n"
                "int main() { return f(2) + static_cast<int>(f(2L)); }\n") ==
        header + added +
            "template <class T>\nT f(T n);\n\ntemplate <> int f<int>(int n) {...}\n\n"
            "template <> long f<long>(long n) {...}\n"
            "int main() { return f(2) + static_cast<int>(f(2L)); }\n");
}
