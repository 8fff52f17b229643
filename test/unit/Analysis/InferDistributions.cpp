#include "bodocc/Analysis/InferDistributions.h"

#include "../Program.h"
#include "bodocc/Analysis/Reports.h"
#include "bodocc/Transforms/FormPipelines.h"
#include "bodocc/Transforms/SeparateInternalCalls.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

const Schema oneColumn{{"A", integer()}};

Value literal(FunctionBuilder& b) {
  return b.call("DataFrame", "DataFrame", {list({list({text("A"), list({number(1), number(2)})})})});
}
std::string where(const Value& v) { return toString(v.get<Frame>()->rows->domain.distribution); }

}  // namespace

TEST_CASE("each operation's rule") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", oneColumn), few = literal(b.let("few"));
  Value kept = b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(1)));
  Value fewer = b.let("fewer").where(few, b.binary(b.column(few, "A"), ">", number(1)));
  Value t = b.let("t").merge(df, few, "A", "A"), u = b.let("u").merge(few, fewer, "A", "A");
  Value all = b.let("all").call("bodo", "concat", {list({few, df})});
  Value gathered = b.let("gathered").call("bodo", "allgatherv", {df});
  b.returns(t, "t");
  inferDistributions(m);
  CHECK(where(df) == "equal blocks");
  CHECK(where(kept) == "blocks");
  CHECK(where(fewer) == "replicated");
  CHECK(where(t) == "blocks");
  CHECK(where(u) == "replicated");
  CHECK(where(all) == "blocks");
  CHECK(where(gathered) == "replicated");
  CHECK(gathered.get<Frame>()->rows->domain.reason == "allgatherv puts all rows on every rank");
}

TEST_CASE("a loop that begins replicated is distributed where its rounds are: replication never spreads") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", oneColumn);
  Value all = b.loop("all", literal(b.let("all")),
                     [&](Value in) { return b.let("all").call("bodo", "concat", {list({in, df})}); });
  b.returns(all, "all");
  inferDistributions(m);
  CHECK(where(all) == "blocks");
}

TEST_CASE("a flagged variable that cannot be distributed: the culprit's line, cost and remedy") {
  Module m;
  FunctionBuilder b(m, "f");
  b.function.options.distributed = {"r"};
  Value df = b.let("df").file("a", oneColumn, 1000);
  Value all = b.let("all").call("bodo", "allgatherv", {df});
  Value r = b.let("r").sort(all, {"A"});
  b.returns(r, "r");
  try {
    inferDistributions(m);
    FAIL("no error");
  } catch (const UserError& error) {
    CHECK(error.diagnostic.id == "not-distributable");
    CHECK(error.diagnostic.loc.line == 3);
    CHECK(error.diagnostic.text ==
          "'r' is flagged distributed, but it cannot be: allgatherv puts all rows on every rank");
    REQUIRE(error.diagnostic.notes.size() == 3);
    CHECK(error.diagnostic.notes[2].text ==
          "leave out allgatherv: operations work on rows that are spread over the ranks");
  }
}

TEST_CASE("a function in which nothing is distributed") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = literal(b.let("df"));
  b.returns(b.let("r").sort(df, {"A"}), "r");
  inferDistributions(m);
  REQUIRE(m.diagnostics.size() == 1);
  CHECK(m.diagnostics[0].severity == Severity::Warning);
  CHECK(m.diagnostics[0].text == "no parallelism found in 'f': every rank computes all rows of all its frames");
  CHECK(m.diagnostics[0].notes[0].text == "'df' is on every rank: its values are given to every rank");
}

TEST_CASE("an unflagged return gathers, with a remark; a flagged one and one between annotated functions do not") {
  Module m;
  FunctionBuilder g(m, "g");
  Value p = g.let("p").parameter("p", oneColumn);
  g.returns(g.let("sorted").sort(p, {"A"}), "sorted");
  FunctionBuilder b(m, "f");
  b.function.options.distributed = {"r"};
  Value df = b.let("df").file("a", oneColumn);
  b.returns(b.calls(g.function, {df}, "r", oneColumn), "r");
  separateInternalCalls(m);
  inferDistributions(m);
  REQUIRE(m.diagnostics.size() == 1);
  CHECK(m.diagnostics[0].severity == Severity::Remark);
  CHECK(m.diagnostics[0].text == "all rows of 'sorted' are gathered on every rank here");
  formPipelines(m);
  verify(m);
  expectText(print(m), R"(
function g(p: frame) -> bodo::DataFrame  // 1
  argument %p [A: int64]: table, blocks  // 2
  %sorted = sort(%p) by(%p.A) [A]: stream, blocks  // 3
  %sorted.1 = gather(%sorted) [A]: table, replicated  // 4
  return(%sorted.1) names(sorted) [A]  // 4

function g_inside(p: frame) -> bodo::DataFrame internal  // 1
  argument %p [A: int64]: table, equal blocks  // 2
  %sorted = sort(%p) by(%p.A) [A]: stream, blocks  // 3
  return(%sorted) names(sorted) [A]  // 4

function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64]: stream, equal blocks  // 2
  %r = call g_inside(%df) [A] [A: int64]: table, blocks  // 3
  return(%r) names(r) [A]  // 4
)");
  expectText(specializationReport(
                 m, [](const Function&) { return SourceFile{}; },
                 [](const Function& called) {
                   return called.external ? std::vector<SourceLoc>{} : std::vector<SourceLoc>{{.line = 3}, {.line = 3}};
                 }),
             R"(
:1: g: ({A: int64})
  g(p: {A: int64} blocks) -> bodo::DataFrame, called by ordinary code
  g_inside(p: {A: int64} equal blocks) -> bodo::DataFrame, called by annotated functions in line 3

:1: f: ()
  f() -> bodo::DataFrame, called by ordinary code
)");
}

TEST_CASE("the report beside the source") {
  Module m;
  m.file = "f.cpp";
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", oneColumn);
  Value kept = b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(1)));
  b.returns(kept, "kept");
  inferDistributions(m);
  formPipelines(m);
  const std::string source =
      "[[bodo::jit]] auto f() {\n"
      "  auto df = bodo::read_parquet(\"a\");\n"
      "  auto kept = df[df[\"A\"] > 1];\n"
      "  return kept;\n"
      "}\n";
  expectText(distributionReport(m, [&](const Function&) { return SourceFile{m.file, source}; }),
             R"(
f.cpp:1: f()
    1 | [[bodo::jit]] auto f() {
    2 |   auto df = bodo::read_parquet("a");                                                     | df: equal blocks
    3 |   auto kept = df[df["A"] > 1];                                                           | kept: blocks (filter leaves the ranks with different numbers of rows)
    4 |   return kept;                                                                           | kept: replicated (gathered for the return)
)");
}

TEST_CASE("groups whose keys have few values are on every rank, and what follows them") {
  Module m;
  FunctionBuilder b(m, "f");
  b.function.options.distributed = {"r"};
  const Schema columns{{"s", {.type = bodo::string, .nullable = true, .coded = true}},
                       {"flag", {bodo::boolean}},
                       {"day", {bodo::date}},
                       {"k", integer()}};
  b.files["a"] = {columns, std::nullopt, ""};
  b.files["a"].words["s"] = 5;
  Value df = b.let("df").read("a");
  df = b.let("df").set(df, "month", b.call("Series.dt", "month", {b.column(df, "day")}));
  df = b.let("df").set(df, "odd", b.binary(b.column(df, "k"), "==", number(1)));
  Value words = b.let("words").group(df, {"s", "flag"}, "n", "count", "k");
  Value months = b.let("months").group(df, {"month", "odd"}, "n", "count", "k");
  Value sorted = b.let("sorted").sort(months, {"n"});
  Value many = b.let("many").group(df, {"k"}, "n", "count", "flag");
  Value product = b.let("product").group(df, {"s", "flag", "month", "odd", "k"}, "n", "count", "flag");
  Value distinct = b.let("distinct").group(df, {"flag"}, "n", "nunique", "k");
  Value balanced = b.let("balanced").call("bodo", "rebalance", {words});
  Value joined = b.let("joined").merge(words, many, "n", "n");
  b.returns(b.let("r").sort(months, {"month"}), "r");
  inferDistributions(m);
  CHECK(where(words) == "replicated");
  CHECK(words.get<Frame>()->rows->domain.reason ==
        "its keys have few values, 12 combinations: every rank has all groups");
  CHECK(where(months) == "replicated");
  CHECK(where(sorted) == "replicated");
  CHECK(where(many) == "blocks");
  CHECK(where(product) == "blocks");
  CHECK(where(distinct) == "blocks");
  CHECK(where(balanced) == "equal blocks");
  CHECK(where(joined) == "blocks");
  formPipelines(m);
  verify(m);
  // flagged distributed, so each rank returns its block
  CHECK_THAT(print(m), Catch::Contains("%r.1 = cut(%r) [month, odd, n]: table, equal blocks"));
}
