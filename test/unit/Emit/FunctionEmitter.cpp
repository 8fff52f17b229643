// A function's text as a whole: its names, the user's statements above their code, and its lines for the host compiler.
#include <catch2/catch.hpp>

#include <set>

#include "Emit/Tokens.h"
#include "bodocc/Driver/PassList.h"
#include "bodocc/Emit/Emit.h"
#include "unit/Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// Rows of a file that a filter keeps, grouped by a key that may be missing, and sorted; a statement a line, from
// line 2.
struct FunctionFixture {
  Module module;
  FunctionBuilder f{module, "f"};

  std::string emitted(const EmitOptions& options = {}) {
    module.file = "jit.cpp";
    f.function.file = "jit.cpp";
    const Value df = f.let("df").file("a", {{"A", integer()}, {"k", optionalInteger()}});
    const Value kept = f.let("kept").where(df, f.binary(f.column(df, "A"), ">", number(1)));
    const Value sums = f.let("sums").group(kept, {"k"}, "s", "sum", "A");
    f.returns(f.let("sorted").sort(sums, {"s"}), "sorted");
    REQUIRE(runPasses(module, {}));
    return emitFunction(module, f.function, options);
  }
  void statement(std::uint32_t line, std::vector<std::string> lines, std::vector<std::string> comments = {}) {
    addStatement(f.function, {{line, line, 0}, {line, line, 1000}, std::move(lines), std::move(comments)});
  }
};

// The comments that name a line of the source, each without the blanks before that.
std::vector<std::string> describedIn(const std::string& text) {
  std::vector<std::string> all;
  for (const std::string& line : linesOf(text))
    if (const std::size_t place = line.find("  jit.cpp:"); place != std::string::npos) {
      const std::size_t begin = line.find("// ") + 3;
      all.push_back(line.substr(begin, line.find_last_not_of(' ', place) + 1 - begin) + line.substr(place + 1));
    }
  return all;
}

// The names that are looked up in the scopes around them.
std::set<std::string> unqualifiedIn(const std::string& text) {
  std::set<std::string> words;
  for (std::size_t at = 0; at < text.size(); at = tokenEnd(text, at))
    forEachWord(std::string_view(text).substr(at, tokenEnd(text, at) - at), [&](std::string_view word) {
      if (at == 0 || (text[at - 1] != ':' && text[at - 1] != '.')) words.emplace(word);
    });
  return words;
}

}  // namespace

TEST_CASE("what is emitted has none of the user's names, and no macro's") {
  const auto has = [](const std::string& text, const char* name) { return unqualifiedIn(text).contains(name); };
  const std::string plain = FunctionFixture().emitted();
  // members of a class of their own may have the name of a variable
  const std::set<std::string_view> members = {"k", "s"};
  for (const char* name :
       {"rt", "at", "df", "batch", "scan", "kept", "i", "states", "state", "sorted_sorter", "k", "s"}) {
    INFO(name);
    CHECK(has(plain, name));
    FunctionFixture fixture;
    fixture.f.function.identifiers = {name};
    CHECK(has(fixture.emitted(), name) == members.contains(name));
    CHECK_FALSE(has(FunctionFixture().emitted({.isMacro = [&](std::string_view word) { return word == name; }}), name));
  }
}

TEST_CASE_METHOD(FunctionFixture, "each line of code has the number of its statement") {
  const std::vector<std::string> lines = linesOf(emitted({.lineDirectives = true}));
  const auto isDirective = [](const std::string& line) { return line.starts_with("#line "); };
  std::size_t n = 0;
  while (!isDirective(lines.at(n))) ++n;
  std::map<std::string, std::string> numberOf;
  for (; n + 1 < lines.size(); ++n) {
    const std::size_t begin = lines[n].find_first_not_of(' ');
    if (begin == std::string::npos || isDirective(lines[n]) || lines[n].substr(begin).starts_with("//")) continue;
    INFO(lines[n]);
    CHECK(isDirective(lines[n - 1]));
    numberOf[lines[n].substr(begin)] = lines[n - 1];
  }
  CHECK(numberOf.at("rt::enter(at::line<1, \"f\">);") == "#line 1 \"jit.cpp\"");
  CHECK(numberOf.at("scan.decode(batch, kept);") == "#line 4 \"jit.cpp\"");
  CHECK(numberOf.at("sorted_sorter.finish();") == "#line 5 \"jit.cpp\"");
  CHECK(lines.back() == "}");
  CHECK(FunctionFixture().emitted().find("#line") == std::string::npos);
}

TEST_CASE_METHOD(FunctionFixture, "the user's statements stand above their code, a line each, in their order") {
  statement(2, {"auto df = read(\"a\");"});
  statement(3, {"auto kept =", "    df[df[\"A\"] > 1];  // the large ones"});
  statement(4, {"auto sums = kept.groupby(\"k\").agg({", "    {\"s\", sum(\"A\")},", "});"});
  statement(5, {"auto sorted = sums", "    .sort_values({\"s\"});"});
  CHECK(describedIn(emitted()) == std::vector<std::string>{
                                      "auto df = read(\"a\"); jit.cpp:2",
                                      "auto kept = df[df[\"A\"] > 1]; jit.cpp:3",
                                      "auto sums = kept.groupby(\"k\").agg({{\"s\", sum(\"A\")}, }); jit.cpp:4",
                                      "auto sorted = sums.sort_values({\"s\"}); jit.cpp:5",
                                  });
}

TEST_CASE_METHOD(FunctionFixture, "a statement of several long lines is cut, one of a line is not") {
  const std::string longer = "auto df = read(\"" + std::string(100, 'a') + "\");";
  statement(2, {longer});
  statement(4, {"auto sums = kept.groupby(\"k\")", "    .agg({{\"s\", sum(\"A\")}, {\"number_of_rows\", size()},",
                "          {\"most\", max(\"A\")}});"});
  CHECK(describedIn(emitted()) ==
        std::vector<std::string>{
            longer + " jit.cpp:2",
            "auto sums = kept.groupby(\"k\").agg({{\"s\", sum(\"A\")}, {\"number_of_rows\", size()}, "
            "... jit.cpp:4"});
}

TEST_CASE_METHOD(FunctionFixture, "the user's comments stand above the first code of their statement, once") {
  statement(2, {"auto df = read(\"a\");"}, {"all orders"});
  statement(3, {"auto kept = df[df[\"A\"] > 1];"}, {"the large ones", "of them"});
  const std::vector<std::string> lines = linesOf(emitted());
  for (const char* comment : {"// all orders", "// the large ones", "// of them"}) {
    INFO(comment);
    CHECK(std::ranges::count_if(lines, [&](const std::string& line) { return line.ends_with(comment); }) == 1);
  }
  const auto at = std::ranges::find_if(lines, [](const std::string& line) { return line.ends_with("// of them"); });
  CHECK(std::prev(at)->ends_with("// the large ones"));
  CHECK(std::next(at)->find("auto kept = ") != std::string::npos);
}

TEST_CASE("the next table of a variable takes the place of one that nothing else reads") {
  const auto emitted = [](bool again) {
    Module module;
    FunctionBuilder f{module, "f"};
    const Value df = f.let("df").file("a", {{"A", integer()}, {"k", integer()}});
    const Value kept = f.let("df").call("DataFrame", "drop_duplicates", {df});
    const Value more = f.let("df").set(kept, "r", f.map(f.column(kept, "A"), "g"));
    const Value rest = f.let("df").call("DataFrame", "drop_duplicates", {more, names({"r"})});
    f.returns(again ? f.let("both").merge(rest, kept, "A", "A") : rest, "df");
    REQUIRE(runPasses(module, {}));
    return emitFunction(module, f.function, {});
  };
  const std::string once = emitted(false), twice = emitted(true);
  CHECK(once.find("  df_rows = df_with_r_builder.finish_like(df_rows);") != std::string::npos);
  CHECK(twice.find("  rt::table df_with_r = df_with_r_builder.finish_like(df_rows);") != std::string::npos);
}
