#include "bodocc/Transforms/PruneColumns.h"

#include "../Program.h"
#include "bodocc/Transforms/JoinLookUps.h"
#include "bodocc/Transforms/SeparateInternalCalls.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

const Schema wide{{"A", integer()}, {"B", integer()}, {"C", integer()}, {"D", integer()}};

}  // namespace

TEST_CASE("unused columns and ops are removed, the others are renumbered") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", wide);
  b.let("unused").sort(df, {"C"});
  df = b.let("df").where(df, b.binary(b.column(df, "B"), ">", number(3)));
  df = b.let("df").set(df, "E", b.binary(b.column(df, "D"), "+", number(1)));
  b.returns(b.let("g").group(df, {"A"}, "s", "sum", "E"), "g");
  pruneColumns(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64, D: int64]  // 2
  %df.1 = filter(%df) where (%df.B > 3) [A, D]  // 4
  %g = groupby(%df.1) keys(%df.1.A) [A, s: int64 = sum((%df.1.D + 1))]  // 6
  return(%g) names(g) [A, s]  // 7
)");
}

TEST_CASE("a loop passes on columns that its body or later ops use") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", wide);
  df = b.loop("df", df, [&](Value in) { return b.where(in, b.binary(b.column(in, "B"), ">", number(3))); });
  b.returns(b.call("DataFrame", "[]", {df, names({"D"})}), "");
  pruneColumns(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [B: int64, D: int64]  // 2
  %df.1 = while(%df) names(df) `more()` [B, D] [B: int64, D: int64] {  // 3
    argument %df.2 [B: int64, D: int64]  // 3
    %df.3 = filter(%df.2) where (%df.2.B > 3) [B, D]  // 3
    yield(%df.3) names(df) [B, D]  // 3
  }
  return(%df.1) [D]  // 4
)");
}

TEST_CASE("of a frame of values only the used columns are computed") {
  Module m;
  FunctionBuilder b(m, "f");
  const Value df = b.let("df").file("a", wide);
  const auto sum = [&](const char* column) { return b.let(column).call("Series", "sum", {b.column(df, column)}); };
  const Value made = b.let("made").call(
      "DataFrame", "DataFrame",
      {list({list({text("x"), list({sum("A"), sum("B")})}), list({text("y"), list({sum("C"), sum("D")})})})});
  b.returns(b.call("DataFrame", "[]", {made, names({"y"})}), "");
  pruneColumns(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [C: int64, D: int64]  // 2
  $C = reduction(%df) [C: int64 = sum(%df.C)]: int64  // 6
  $D = reduction(%df) [D: int64 = sum(%df.D)]: int64  // 7
  %D = literal args($C, $D) [y: int64]: ~2 rows  // 7
  return(%D) [y]  // 8
)");
}

TEST_CASE("across calls, but not of what ordinary code calls") {
  Module m;
  FunctionBuilder g(m, "g");
  Value p = g.let("p").parameter("p", wide);
  p = g.let("r").where(p, g.binary(g.column(p, "A"), ">", number(0)));
  g.returns(p, "r");
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", wide);
  Value r = b.calls(g.function, {df}, "r", wide);
  b.returns(b.call("DataFrame", "[]", {r, names({"C"})}), "");
  separateInternalCalls(m);
  verify(m);
  pruneColumns(m);
  verify(m);
  expectText(print(m), R"(
function g(p: frame) -> bodo::DataFrame  // 1
  argument %p [A: int64, B: int64, C: int64, D: int64]  // 2
  %r = filter(%p) where (%p.A > 0) [A, B, C, D]  // 3
  return(%r) names(r) [A, B, C, D]  // 4

function g_inside(p: frame) -> bodo::DataFrame internal  // 1
  argument %p [A: int64, C: int64]  // 2
  %r = filter(%p) where (%p.A > 0) [C]  // 3
  return(%r) names(r) [C]  // 4

function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, C: int64]  // 2
  %r = call g_inside(%df) [A, C] [C: int64]  // 3
  return(%r) [C]  // 4
)");
}

TEST_CASE("concat keeps the same columns of all its inputs") {
  Module m;
  FunctionBuilder b(m, "f");
  Value x = b.let("x").file("a", wide), y = b.let("y").file("b", wide);
  Value both = b.let("both").call("bodo", "concat", {list({x, y})});
  b.returns(b.call("DataFrame", "[]", {both, names({"B", "D"})}), "");
  pruneColumns(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %x = read_parquet args("a") [B: int64, D: int64]  // 2
  %y = read_parquet args("b") [B: int64, D: int64]  // 3
  %both = concat(%x, %y) [B = %x.B, D = %x.D, B = %y.B, D = %y.D] [B: int64, D: int64]  // 4
  return(%both) [B, D]  // 5
)");
}

TEST_CASE("what windows add stands behind the columns of their input") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", wide);
  df = b.let("df").set(df, "sum", b.call("Series", "cumsum", {b.column(df, "C")}));
  df = b.let("df").set(df, "before", b.call("Series", "shift", {b.column(df, "A")}));
  b.returns(b.call("DataFrame", "[]", {df, names({"before", "sum", "D", "A"})}), "df");
  pruneColumns(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, C: int64, D: int64]  // 2
  %df.1 = window(%df) [A, D, sum: int64 = cumsum(%df.C), before: int64? = shift(%df.A, 1)]  // 3
  return(%df.1) names(df) [before, sum, D, A]  // 5
)");
}

TEST_CASE("a left join with distinct keys that adds nothing is removed") {
  Module m;
  FunctionBuilder b(m, "f");
  Value l = b.let("l").file("l", {{"k", integer()}, {"a", integer()}});
  Value r = b.let("r").file("r", {{"j", integer()}, {"c", integer()}});
  Value groups = b.let("groups").group(r, {"j"}, "most", "max", "c");
  Value once = b.let("once").merge(l, groups, "k", "j", "left");
  Value often = b.let("often").merge(once, r, "k", "j", "left");
  b.returns(b.let("total").group(often, {"k"}, "sum", "sum", "a"), "total");
  pruneColumns(m);
  verify(m);
  const std::string text = print(b.function);
  CHECK(text.find("%often = merge(%l, %r) left") != std::string::npos);
  CHECK(text.find("groupby(%r)") == std::string::npos);
}

TEST_CASE("a left join brings a constant if only a match is asked for") {
  Module m;
  FunctionBuilder b(m, "f");
  const Value df = b.let("df").file("a", wide), other = b.let("other").file("b", wide);
  const Value kept = b.let("kept").set(df, "in", b.call("Series", "isin", {b.column(df, "A"), b.column(other, "B")}));
  b.returns(b.let("g").group(kept, {"in"}, "s", "sum", "C"), "g");
  joinLookUps(m);
  pruneColumns(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, C: int64]  // 2
  %other = read_parquet args("b") [B: int64]  // 3
  %B = groupby(%other) keys(%other.B) [B]  // 4
  %kept = merge(%df, %B) left on(%df.A == %B.B) [C = %df.C, B: boolean? = true]  // 4
  %g = groupby(%kept) keys(notna(%kept.B)) [in: boolean = notna(%kept.B), s: int64 = sum(%kept.C)]  // 5
  return(%g) names(g) [in, s]  // 6
)");
}

TEST_CASE("columns that are counted are not read from the right side of a left join") {
  const auto printed = [](const char* aggregate) {
    Module m;
    FunctionBuilder b(m, "f");
    const Value df = b.let("df").file("a", wide), other = b.let("other").file("b", wide);
    const Value joined = b.let("joined").merge(df, other, "A", "B", "left");
    b.returns(b.let("g").group(joined, {"A_x"}, "n", aggregate, "C_y"), "g");
    pruneColumns(m);
    verify(m);
    return print(b.function);
  };
  CHECK(printed("count").find("read_parquet args(\"b\") [B: int64]") != std::string::npos);
  CHECK(printed("sum").find("read_parquet args(\"b\") [B: int64, C: int64]") != std::string::npos);
}
