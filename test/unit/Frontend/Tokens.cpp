// The tokens of the main file: calls, arguments and statements around a place.
#include "Frontend/Tokens.h"

#include <clang/Basic/LangOptions.h>

#include "Source.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct File {
  explicit File(std::string_view code)
      : text(code), sources("code.cpp", text), tokens(sources.get(), [] {
          clang::LangOptions language;
          language.CPlusPlus = language.CPlusPlus20 = true;
          return language;
        }()) {}
  std::size_t find(std::string_view word) const {
    for (std::size_t i = 0; tokens[i].kind != clang::tok::eof; ++i)
      if (tokens[i].text == word) return i;
    FAIL("no token " << word);
    return 0;
  }
  std::string nameAround(std::string_view word) const {
    const std::size_t name = tokens.callAround(find(word));
    return name == 0 ? "" : tokens[name].text;
  }

  std::string text;
  clang::SourceManagerForFile sources;
  Tokens tokens;
};

}  // namespace

TEST_CASE("the call around a token is the innermost one") {
  const File file("void f() { a.merge(b, {.on = k1}); outer(inner(x1), y1); z1 = 3; }");
  CHECK(file.nameAround("k1") == "merge");
  CHECK(file.nameAround("x1") == "inner");
  CHECK(file.nameAround("y1") == "outer");
  CHECK(file.nameAround("z1").empty());
}

TEST_CASE("arguments and designators of a call") {
  const File file("auto c = a.merge(b, {.left_on = {k, l}, .how = m}, f(1, 2));");
  const std::size_t name = file.find("merge");
  std::string arguments, designators;
  for (const std::size_t i : file.tokens.arguments(name)) arguments += file.tokens[i].text + " ";
  for (const std::size_t i : file.tokens.designators(name)) designators += file.tokens[i].text + " ";
  CHECK(arguments == "b { f ");
  CHECK(designators == "left_on how ");
}

TEST_CASE("statements begin after semicolons and the braces of blocks, not of lists") {
  const File file("void f() { x1 = {a1, {b1}}; if (c1) { d1(); } e1; }");
  CHECK(file.tokens.statement(file.find("b1")) == file.tokens.statement(file.find("x1")));
  CHECK(file.tokens.statement(file.find("a1")) == file.tokens.statement(file.find("x1")));
  CHECK(file.tokens.statement(file.find("d1")) != file.tokens.statement(file.find("c1")));
  CHECK(file.tokens.statement(file.find("e1")) != file.tokens.statement(file.find("d1")));
}

TEST_CASE("the token at or after a place; the end beyond the last") {
  File file("int  x;");
  const auto begin = file.sources.get().getLocForStartOfFile(file.sources.get().getMainFileID());
  CHECK(file.tokens[file.tokens.at(begin)].text == "int");
  CHECK(file.tokens[file.tokens.at(begin.getLocWithOffset(3))].text == "x");
  CHECK(file.tokens[100].kind == clang::tok::eof);
}
