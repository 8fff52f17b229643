// Where the build sides of joins are freed.
#include <algorithm>

#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// `a` joined with `b` and with `c`, which are larger.
struct Chain {
  Module m;
  FunctionBuilder b{m, "f"};
  Value joined;
  Chain() {
    const Value a = b.let("a").file("a", {{"A", integer()}, {"B", integer()}}, 1000);
    const Value second = b.let("b").file("b", {{"A", integer()}, {"C", integer()}}, 10'000);
    const Value third = b.let("c").file("c", {{"C", integer()}, {"D", integer()}}, 100'000);
    joined = b.let("ab").merge(a, second, "A", "A", "inner");
    joined = b.let("abc").merge(joined, third, "C", "C", "inner");
  }
  // The loops and what is freed after them.
  std::string lines() {
    std::string found;
    for (const std::string& line : linesOf(planText(m)))
      if (const std::size_t at = line.find_first_not_of(' '); line.find("loop ") == at || line.find("free ") == at)
        found += line.substr(at, line.find("  //") - at) + "\n";
    return found;
  }
};

}  // namespace

TEST_CASE("a build side is freed after its last probe, if a later loop may hold many rows") {
  Chain c;
  const Value groups =
      c.b.let("groups").call("DataFrame", "drop_duplicates", {c.b.call("DataFrame", "[]", {c.joined, names({"B"})})});
  c.b.let("").call("DataFrame", "to_parquet", {groups, text("out")});
  expectText(c.lines(), R"(
loop 1: scan b now A, C
loop 2: scan a now A later B, skip row groups without A of b
free b
loop 3: table ab now C
loop 4: scan c now C, skip row groups without C of the keys of ab
loop 5: table ab now B, C
free c
loop 6: table groups now B
)");
}

TEST_CASE("not if only a few rows follow") {
  Chain c;
  const Value first = c.b.let("first").head(c.b.let("sorted").sort(c.joined, {"D"}), 10);
  c.b.let("").call("DataFrame", "to_parquet", {first, text("out")});
  expectText(c.lines(), R"(
loop 1: scan b now A, C
loop 2: scan a now A later B, skip row groups without A of b
free b
loop 3: table ab now C
loop 4: scan c now C later D, skip row groups without C of the keys of ab
loop 5: table ab now A, B, C
loop 6: sorted rows sorted now A, B, C, D
)");
}
