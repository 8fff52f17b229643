#include "bodocc/Transforms/ShareEqualOps.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("two reads of one path and their equal filters become one, with the columns of both") {
  Module m;
  FunctionBuilder b(m, "f");
  Value x = b.let("x").file("a", twoColumns);
  Value y = b.let("y").read("a");
  y = b.let("y").set(y, "C", b.binary(b.column(y, "A"), "*", number(2)));
  Value p = b.let("p").where(x, b.binary(b.column(x, "A"), ">", number(3)));
  Value q = b.let("q").where(y, b.binary(b.column(y, "A"), ">", number(3)));
  b.returns(b.let("r").merge(p, q, "A", "A"), "r");
  shareEqualOps(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %x = read_parquet args("a") [A: int64, B: int64]  // 2
  %p = filter(%x) where (%x.A > 3) [A, B, C: int64 = (%x.A * 2)]  // 5
  %r = merge(%p, %p) inner on(%p.A == %p.A) [A = %p.A, B_x: int64 = %p.B, B_y: int64 = %p.B, C = %p.C]  // 7
  return(%r) names(r) [A, B_x, B_y, C]  // 8
)");
}

TEST_CASE("files may change where the user's own code runs") {
  Module m;
  FunctionBuilder b(m, "f");
  b.let("x").file("a", twoColumns);
  b.statement("rewrite(\"a\");", {});
  b.let("y").read("a");
  shareEqualOps(m);
  CHECK(b.function.body.ops.size() == 3);
}

TEST_CASE("a reduction that is written twice runs once") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value first = b.let("first").call("Series", "mean", {b.column(df, "A")});
  Value second = b.let("second").call("Series", "mean", {b.column(df, "A")});
  Value p = b.let("p").where(df, b.binary(b.column(df, "A"), ">", first));
  b.returns(b.let("q").where(p, b.binary(b.column(p, "B"), ">", second)), "q");
  shareEqualOps(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64, B: int64]  // 2
  $first = reduction(%df) [A: float64? = mean(%df.A)]: float64?  // 3
  %p = filter(%df) where (cast(%df.A) > $first) [A, B]  // 5
  %q = filter(%p) where (cast(%p.B) > $first) [A, B]  // 6
  return(%q) names(q) [A, B]  // 7
)");
}

TEST_CASE("host values are the same only where nothing can have modified them") {
  for (bool modified : {false, true}) {
    Module m;
    FunctionBuilder b(m, "f");
    Value df = b.let("df").file("a", twoColumns);
    b.let("p").where(df, b.binary(b.column(df, "A"), ">", host("k", {"k"})));
    b.statement("++k;", modified ? std::vector<std::string>{"k"} : std::vector<std::string>{});
    b.let("q").where(df, b.binary(b.column(df, "A"), ">", host("k", {"k"})));
    shareEqualOps(m);
    CHECK(b.function.body.ops.size() == (modified ? 4 : 3));
  }
}

TEST_CASE("a read in a loop's body is not the one before the loop if the loop has effects") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  b.loop("df", df, [&](Value in) {
    Value again = b.let("again").read("a");
    b.statement("rewrite(\"a\");", {});
    return b.merge(in, again, "A", "A", "semi");
  });
  shareEqualOps(m);
  verify(m);
  CHECK(b.function.body.ops.back()->regions[0].ops.size() == 4);
}
