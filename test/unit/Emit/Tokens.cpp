// C++ text by its tokens, and the user's text within emitted text.
#include "Emit/Tokens.h"

#include <catch2/catch.hpp>

#include <random>

using namespace bodocc;

namespace {

std::vector<std::string> tokensOf(std::string_view text) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = tokenEnd(text, at);
    REQUIRE(end > at);
    REQUIRE(end <= text.size());
    tokens.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  forEachWord(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

std::string settledText(std::string_view text, std::string_view runtime = "rt") {
  return settled(text, runtime, {}).text;
}

}  // namespace

TEST_CASE("literals and comments of every form are one token") {
  for (const char* token : {"\"a b\"",
                            "\"a\\\"b\"",
                            "\"\\\\\"",
                            "'\\''",
                            "'\"'",
                            "L\"a\"",
                            "u8\"a \"",
                            "U'a'",
                            "u'\\''",
                            "R\"(a \" b)\"",
                            "R\"x(a)\" )x\"",
                            "u8R\"(\\)\"",
                            "LR\"(\")\"",
                            "/* a \" b */",
                            "/**/",
                            "// a \" b",
                            "// a \\\nb",
                            "1'000'000",
                            "0x1p-3",
                            "1e+5f",
                            ".5",
                            "1.5e-3",
                            "0b1'01",
                            "12_km",
                            "word_1",
                            "\xc3\xa9t\xc3\xa9",
                            "a$b"}) {
    INFO(token);
    CHECK(tokensOf(token) == std::vector<std::string>{token});
    // and end where they end
    const std::string after = std::string(token) + "\n;";
    CHECK(tokensOf(after) == std::vector<std::string>{token, "\n", ";"});
  }
}

TEST_CASE("tokens that look like others") {
  CHECK(tokensOf("a/b") == std::vector<std::string>{"a", "/", "b"});
  CHECK(tokensOf("x\"s\"") == std::vector<std::string>{"x", "\"s\""});  // no encoding
  CHECK(tokensOf("1-2") == std::vector<std::string>{"1", "-", "2"});
  CHECK(tokensOf("0xe+1") == std::vector<std::string>{"0xe+1"});  // as in the preprocessor
  CHECK(tokensOf("a.b") == std::vector<std::string>{"a", ".", "b"});
  CHECK(tokensOf("f('a','b')") == std::vector<std::string>{"f", "(", "'a'", ",", "'b'", ")"});
  CHECK(tokensOf("1'a") == std::vector<std::string>{"1'a"});
  CHECK(tokensOf("1'('") == std::vector<std::string>{"1", "'('"});
  // unfinished ones end with the text
  for (const char* text : {"\"a", "\"a\\", "'", "R\"(a\"", "R\"x", "/* a", "//", "/"}) {
    INFO(text);
    CHECK(tokensOf(text) == std::vector<std::string>{text});
  }
}

TEST_CASE("words are identifiers and keywords only") {
  CHECK(wordsOf("int rows = f(a->b, \"c\", 'd', 1.5f) /* e */; // g\nauto s = R\"(h)\" + u8\"i\" + L'j';") ==
        std::vector<std::string>{"int", "rows", "f", "a", "b", "auto", "s"});
}

TEST_CASE("the user's text comes out byte for byte") {
  CHECK(userText("total") == "total");
  CHECK(settledText("a = " + userText("f(1,\n\t2) // rt::x\n") + ";") == "a = f(1,\n\t2) // rt::x\n;");
  std::mt19937 random(11);
  static const char* const pieces[] = {"rt::", "\"",   "'",   "\\",    "\n", "//", "/*",
                                       "*/",   "R\"(", ")\"", "#if 0", "a",  " "};
  for (int n = 0; n < 500; ++n) {
    std::string text;
    for (std::size_t k = random() % 8; k > 0; --k) text += pieces[random() % std::size(pieces)];
    INFO(text);
    CHECK(settledText("x = " + userText(text, true) + ";", "other") == "x = " + text + ";");
  }
}

TEST_CASE("the runtime's alias is replaced where it names the runtime") {
  CHECK(settledText("rt::f(rt::size(), x);", "runtime") == "runtime::f(runtime::size(), x);");
  CHECK(settledText("art::f(x::rt::g(), rt.size(), \"rt::h\"); // rt::i", "runtime") ==
        "art::f(x::rt::g(), rt.size(), \"rt::h\"); // rt::i");
}

TEST_CASE("macros of the user are undefined around emitted text, and defined around the user's") {
  const auto isMacro = [](std::string_view word) { return word == "size" || word == "N"; };
  const SettledText plain = settled("rows.count();", "rt", isMacro);
  CHECK(plain.undefined.empty());
  // only the emitter's own words ask for it
  CHECK(settled("x = " + userText("N", true) + ";", "rt", isMacro).undefined.empty());
  CHECK(settled("\"size\" /* size */ 'size'", "rt", isMacro).undefined.empty());

  const SettledText both = settled("size(" + userText("N * 2") + ") + size(" + userText("a + b") + ");", "rt", isMacro);
  CHECK(both.undefined == std::vector<std::string>{"size"});
  CHECK(both.text ==
        "size(\n#pragma pop_macro(\"size\")\nN * 2\n#pragma push_macro(\"size\")\n#undef size\n) + "
        "size(a + b);");
  CHECK(hidden({"a", "b"}) == "#pragma push_macro(\"a\")\n#undef a\n#pragma push_macro(\"b\")\n#undef b\n");
  CHECK(restored({"a"}) == "#pragma pop_macro(\"a\")\n");
}
