// The writer of emitted text: indentation, braces, blank lines, comments and line breaks.
#include "Emit/Code.h"

#include <catch2/catch.hpp>

#include <random>

#include "Emit/Tokens.h"
#include "unit/Program.h"

using bodocc::Code;
using bodocc::userText;
using bodocc::test::linesOf;

namespace {

constexpr std::size_t widest = 120;

// The text of one statement without its line breaks.
std::string joined(const std::string& text) {
  std::string all;
  for (const std::string& line : linesOf(text)) {
    const std::string_view words = std::string_view(line).substr(line.find_first_not_of(' '));
    all += (all.empty() ? "" : " ") + std::string(words);
  }
  return all;
}

}  // namespace

TEST_CASE("lines are indented by two columns a level") {
  Code code;
  code.line("int {} = {};", "a", 1);
  code.open("for (;;) {{");
  code.put("a += 1;");
  code.close();
  code.open("call([&] {{");
  code.close("});");
  CHECK(code.text() == "  int a = 1;\n  for (;;) {\n    a += 1;\n  }\n  call([&] {\n  });\n");
  CHECK(code.depth() == 1);
}

TEST_CASE("one empty line at most, and none at the start of a block") {
  Code code(0);
  code.blank();
  code.put("a;");
  code.blank();
  code.blank();
  code.open("{{");
  code.blank();
  code.put("b;");
  code.close();
  CHECK(code.text() == "a;\n\n{\n  b;\n}\n");
}

TEST_CASE("a block of one statement has no braces") {
  const auto block = [](const std::function<void(Code&)>& write, std::string_view end = "}") {
    Code inner(1);
    write(inner);
    Code code(0);
    code.block("if (a)", inner, end);
    return code.text();
  };
  CHECK(block([](Code& inner) { inner.put("b;"); }) == "if (a)\n  b;\n");
  CHECK(block([](Code& inner) { inner.put("b;"), inner.put("c;"); }) == "if (a) {\n  b;\n  c;\n}\n");
  CHECK(block([](Code&) {}) == "if (a) {\n}\n");
  // another block is one statement; a comment beside a statement is not alone
  CHECK(block([](Code& inner) { inner.open("for (;;) {{"), inner.put("b;"), inner.put("c;"), inner.close(); }) ==
        "if (a)\n  for (;;) {\n    b;\n    c;\n  }\n");
  CHECK(block([](Code& inner) { inner.comment("why"), inner.put("b;"); }) == "if (a) {\n  // why\n  b;\n}\n");
  // the user's text may be any number of statements
  CHECK(block([](Code& inner) { inner.put("b;"), inner.verbatim("c; d;"); }) == "if (a) {\n  b;\nc; d;\n}\n");
  // what is appended counts
  CHECK(block([](Code& inner) {
          Code part(1);
          part.put("c;");
          inner.put("b;"), inner.append(part);
        }) == "if (a) {\n  b;\n  c;\n}\n");
  CHECK(block([](Code& inner) {
          Code part(2);
          part.put("c;");
          inner.put("b;"), inner.appendDedented(part);
        }) == "if (a) {\n  b;\n  c;\n}\n");
  // a lambda keeps its braces
  CHECK(block([](Code& inner) { inner.put("b;"); }, "};") == "if (a) { b; };\n");
  CHECK(block([](Code& inner) { inner.put("b;"); }, "});") == "if (a) {\n  b;\n});\n");
}

TEST_CASE("a definition of at most two statements is a line, if it fits") {
  const auto defined = [](const std::vector<std::string>& statements) {
    Code code(0);
    code.define("const auto f = [&](int n)", statements, "};");
    return code.text();
  };
  CHECK(defined({"return n;"}) == "const auto f = [&](int n) { return n; };\n");
  CHECK(defined({"++n;", "return n;"}) == "const auto f = [&](int n) { ++n; return n; };\n");
  CHECK(defined({"++n;", "++n;", "return n;"}) == "const auto f = [&](int n) {\n  ++n;\n  ++n;\n  return n;\n};\n");
  const std::string name(100, 'n');
  CHECK(defined({"return " + name + ";"}) == "const auto f = [&](int n) {\n  return " + name + ";\n};\n");
}

TEST_CASE("declarations of one type that follow each other are one statement, if it fits on a line") {
  Code code(0);
  const std::string name(104, 'n');
  for (const std::string& declarator : {std::string("a"), std::string("b(1)"), name, std::string("c")})
    code.declare("const int", declarator);
  code.put("++c;");
  for (const char* type : {"const int", "int", "const int", "int"}) code.declare(type, "d");
  CHECK(code.text() == "const int a, b(1), c;\nconst int " + name + ";\n++c;\nconst int d, d;\nint d, d;\n");
}

TEST_CASE("what was written deeper moves out, but for the user's text") {
  Code deeper(2);
  deeper.open("if (a) {{");
  deeper.put(userText("f(1,\n      2);"));
  deeper.close();
  Code code(1);
  code.appendDedented(deeper);
  CHECK(code.text() == "  if (a) {\n    " + userText("f(1,\n      2);") + "\n  }\n");
  deeper = Code(2);
  deeper.verbatim("\x02    x;\n    y;\x03");
  deeper.put("z;");
  code = Code(1);
  code.appendDedented(deeper);
  CHECK(code.text() == "\x02    x;\n    y;\x03\n  z;\n");
}

TEST_CASE("long lines break where they bind least, indented by four more") {
  const auto word = [](char c) { return std::string(50, c); };
  Code code;
  code.line("f({}, g({}, {}));", word('a'), word('b'), word('c'));
  CHECK(code.text() == fmt::format("  f({},\n      g({}, {}));\n", word('a'), word('b'), word('c')));
  code = Code();
  code.line("x = {} && {} && {};", word('a'), word('b'), word('c'));
  CHECK(code.text() == fmt::format("  x = {} && {} &&\n      {};\n", word('a'), word('b'), word('c')));
  code = Code();
  code.line("x = {} + {} - f({}, {});", word('a'), word('b'), word('c'), word('d'));
  CHECK(code.text() == fmt::format("  x = {} + {} -\n      f({}, {});\n", word('a'), word('b'), word('c'), word('d')));
  code = Code();
  code.line("x = f({}).g({}).g({});", word('a'), word('b'), word('c'));
  CHECK(code.text() == fmt::format("  x = f({}).g({})\n      .g({});\n", word('a'), word('b'), word('c')));
  // elements of a list stay whole, on lines that begin within it, too
  code = Code();
  const std::string of = std::string(24, 'x');
  code.line("list({{{{{0}, a}}, {{{0}, b}}, {{{0}, c}}, {{{0}, d}}, {{{0}, e, f}}, {{{0}, g}}, {{{0}, h}}}});", of);
  CHECK(code.text() == fmt::format("  list({{{{{0}, a}}, {{{0}, b}}, {{{0}, c}},\n"
                                   "      {{{0}, d}}, {{{0}, e, f}}, {{{0}, g}},\n      {{{0}, h}}}});\n",
                                   of));
  // a statement after a condition is indented as one
  code = Code();
  code.line("if ({}) {} = {};", word('a'), word('b'), word('c'));
  CHECK(code.text() == fmt::format("  if ({})\n    {} = {};\n", word('a'), word('b'), word('c')));
}

TEST_CASE("comments, literals and the user's text are not broken") {
  const std::string words =
      "one, two && three, four && five, six && seven, eight && nine, ten && eleven, twelve && "
      "thirteen, fourteen && fifteen, sixteen && seventeen, eighteen";
  Code code;
  code.comment(words);
  code.line("f(\"{}\");", words);
  code.put(userText(words + ";"));
  code.put(userText("f(a,\n  b, " + words + ");"));
  CHECK(code.text() == fmt::format("  // {0}\n  f(\"{0}\");\n  {1}\n  {2}\n", words, userText(words + ";"),
                                   userText("f(a,\n  b, " + words + ");")));
  // marks take no columns
  Code marked(0);
  const std::string name(widest - 3, 'n');
  CHECK(marked.fits(userText(name + "();")));
  CHECK_FALSE(marked.fits(name + "();;"));
}

TEST_CASE("broken lines are the same text, and fit") {
  std::mt19937 random(7);
  const auto pick = [&](unsigned n) { return random() % n; };
  const std::function<std::string(int)> tree = [&](int depth) -> std::string {
    if (depth == 0 || pick(5) == 0) {
      static const char* const leaves[] = {
          "value", "rt::text(\"a, b && c\")", "12'345", "'\"'", "rows[i]", "\"? :\"", "x.known(i)",
          "(-1)",  "R\"(a, \")b\" c)\""};
      return leaves[pick(8)];
    }
    switch (pick(4)) {
      case 0: return fmt::format("{} && {}", tree(depth - 1), tree(depth - 1));
      case 1: return fmt::format("({} ? {} : {})", tree(depth - 1), tree(depth - 1), tree(depth - 1));
      case 2: return fmt::format("T{{{}, {}}}", tree(depth - 1), tree(depth - 1));
      default: return fmt::format("call({}, {}, {})", tree(depth - 1), tree(depth - 1), tree(depth - 1));
    }
  };
  for (int n = 0; n < 500; ++n) {
    const std::string statement = fmt::format("result[i] = {};", tree(5));
    Code code(static_cast<int>(pick(4)));
    code.put(statement);
    INFO(code.text());
    CHECK(joined(code.text()) == statement);
    for (const std::string& line : linesOf(code.text())) CHECK(line.size() <= widest);
  }
}

TEST_CASE("unbroken code is broken at the depth where it is put") {
  Code inner = Code::unbroken();
  inner.open("const auto f = [&] {{");
  inner.line("return g({}, {}, {});", std::string(40, 'a'), std::string(40, 'b'), std::string(40, 'c'));
  inner.blank();
  inner.close("};");
  CHECK(linesOf(inner.text()).size() == 4);
  Code code(2);
  code.indented(inner.text());
  CHECK(code.text() == fmt::format("    const auto f = [&] {{\n      return g({}, {},\n          {});\n\n    }};\n",
                                   std::string(40, 'a'), std::string(40, 'b'), std::string(40, 'c')));
}

TEST_CASE("a comment is one line, whatever it quotes") {
  const auto comment = [](std::string_view text) {
    Code code(0);
    code.comment(text);
    return code.text();
  };
  CHECK(comment("") == "//\n");
  CHECK(comment("a") == "// a\n");
  CHECK(comment("a\nb\r\x01 c") == "// a b   c\n");
  CHECK(comment("a\\") == "// a\\ .\n");
  CHECK(comment("a\\ \t") == "// a\\ \t .\n");
  CHECK(comment("a?\?/") == "// a?\?/ .\n");
  CHECK(comment("a?\?/ ") == "// a?\?/  .\n");
}
