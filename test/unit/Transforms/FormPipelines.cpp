#include "bodocc/Transforms/FormPipelines.h"

#include "../Program.h"
#include "bodocc/Analysis/InferDistributions.h"
#include "bodocc/Transforms/PruneColumns.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

std::string formed(Module& m) {
  pruneColumns(m);
  inferDistributions(m);
  formPipelines(m);
  verify(m);
  return print(*m.functions.back());
}

}  // namespace

TEST_CASE("a write and a reduction of the same rows share one loop") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value sorted = b.let("sorted").sort(df, {"A"});
  ++b.line;
  b.call("DataFrame", "to_parquet", {sorted, text("out")});
  Value n = b.let("n").call("DataFrame", "size", {sorted});
  b.statement("return n;", {}).text.pieces = {{"return "}, {"", *n.get<const Scalar*>(), cppTypeOf(bodo::int64)}};
  expectText(formed(m), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64]: stream, equal blocks  // 2
  %sorted = sort(%df) by(%df.A) [A, B]: stream, blocks  // 3
  to_parquet(%sorted) args("out") loop 1 [A, B]  // 4
  $n = reduction(%sorted) loop 1 [size: int64 = size()]: int64  // 5
  host `return std::int64_t($n)`  // 6
)");
}

TEST_CASE("a scan with filters is run again rather than held") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value kept = b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(3)));
  Value mean = b.let("mean").call("Series", "mean", {b.column(kept, "B")});
  Value above = b.let("above").where(kept, b.binary(b.column(kept, "B"), ">", mean));
  ++b.line;
  b.call("DataFrame", "to_parquet", {above, text("out")});
  expectText(formed(m), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64]: table, equal blocks  // 2
  %kept = filter(%df) where (%df.A > 3) [A, B]: stream, blocks  // 3
  %kept.1 = filter(%df) where (%df.A > 3) [A, B]: stream, blocks  // 3
  $mean = reduction(%kept) [B: float64? = mean(%kept.B)]: float64?  // 4
  %above = filter(%kept.1) where (cast(%kept.1.B) > $mean) [A, B]: stream, blocks  // 5
  to_parquet(%above) args("out") [A, B]  // 6
)");
}

TEST_CASE("user code that two loops want runs once, into a table") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  df = b.let("df").set(df, "C", b.map(b.column(df, "A"), "g"));
  Value mean = b.let("mean").call("Series", "mean", {b.column(df, "C")});
  Value above = b.let("above").where(df, b.binary(b.column(df, "C"), ">", mean));
  ++b.line;
  b.call("DataFrame", "to_parquet", {above, text("out")});
  expectText(formed(m), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64]: stream, equal blocks  // 2
  %df.1 = materialise(%df) [A, B, C: int64 = map<g>(%df.A)]: table, equal blocks  // 2
  $mean = reduction(%df.1) [C: float64? = mean(%df.1.C)]: float64?  // 4
  %above = filter(%df.1) where (cast(%df.1.C) > $mean) [A, B, C]: stream, blocks  // 5
  to_parquet(%above) args("out") [A, B, C]  // 6
)");
}

TEST_CASE("two uses of the same results of user code share a loop, which need not be held") {
  Module m;
  FunctionBuilder b(m, "f");
  const Value df = b.let("df").file("a", twoColumns);
  const Value made = b.map(b.column(df, "A"), "g");
  const Value sum = b.let("sum").call("Series", "sum", {made});
  b.statement("show(sum);", {}).text.pieces = {
      {"show("}, {"", *sum.get<const Scalar*>(), cppTypeOf(bodo::int64)}, {");"}};
  const Value n = b.let("n").call("Series", "count", {made});
  b.statement("return n;", {}).text.pieces = {{"return "}, {"", *n.get<const Scalar*>(), cppTypeOf(bodo::int64)}};
  expectText(formed(m), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64]: stream, equal blocks  // 2
  $sum = reduction(%df) loop 1 [A: int64 = sum(map<g>(%df.A))]: int64  // 3
  host `show(std::int64_t($sum));`  // 4
  $n = reduction(%df) loop 1 [A: int64 = count(map<g>(%df.A))]: int64  // 5
  host `return std::int64_t($n)`  // 6
)");
}

TEST_CASE("what a loop uses from outside is a table; a branch may read a file again") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns), other = b.let("other").file("b", twoColumns);
  Value r = b.branch(
      "r", [&] { return b.let("x").merge(df, other, "A", "A", "semi"); }, [&] { return b.let("y").sort(df, {"A"}); });
  r = b.loop("r", r, [&](Value in) { return b.let("z").merge(in, other, "A", "B", "semi"); });
  b.returns(r, "r");
  expectText(formed(m), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64]: table, equal blocks  // 2
  %other = read_parquet args("b") [A: int64, B: int64]: stream, equal blocks  // 3
  %other.1 = materialise(%other) [A, B]: table, equal blocks  // 3
  %r = if names(r) `chosen` [A: int64, B: int64]: table, blocks {  // 4
    %x = merge(%df, %other.1) semi on(%df.A == %other.1.A) [A = %df.A, B = %df.B]: stream, blocks  // 5
    yield(%x) names(r) [A, B]  // 5
  } else {
    %y = sort(%df) by(%df.A) [A, B]: stream, blocks  // 6
    yield(%y) names(r) [A, B]  // 6
  }
  %r.1 = while(%r) names(r) `more()` [A, B] [A: int64, B: int64]: table, blocks {  // 7
    argument %r.2 [A: int64, B: int64]: table, blocks  // 7
    %z = merge(%r.2, %other.1) semi on(%r.2.A == %other.1.B) [A = %r.2.A, B = %r.2.B]: stream, blocks  // 8
    yield(%z) names(r) [A, B]  // 8
  }
  %r.3 = gather(%r.1) [A, B]: table, replicated  // 9
  return(%r.3) names(r) [A, B]  // 9
)");
}

TEST_CASE("replicated rows are cut where they meet distributed ones, distributed ones gathered at the return") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value few = b.let("few").call("DataFrame", "DataFrame", {list({list({text("A"), list({number(1), number(2)})})})});
  b.returns(b.let("t").merge(few, df, "A", "A", "left"), "t");
  expectText(formed(m), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64]: stream, equal blocks  // 2
  %few = literal args(1, 2) [A: int64]: table, replicated, ~2 rows  // 3
  %few.1 = cut(%few) [A]: table, equal blocks, ~2 rows  // 4
  %t = merge(%few.1, %df) left on(%few.1.A == %df.A) [A = %few.1.A, B: int64? = %df.B]: stream, blocks  // 4
  %t.1 = gather(%t) [A, B]: table, replicated  // 5
  return(%t.1) names(t) [A, B]  // 5
)");
}
