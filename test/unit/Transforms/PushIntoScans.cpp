#include "bodocc/Transforms/PushIntoScans.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("conditions on one column and constants are copied to the read") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}, {"B", integer()}});
  Value mirrored = b.binary(number(3), "<", b.column(df, "A"));
  Value between = b.call("Series", "between", {b.column(df, "B"), number(1), number(5)});
  Value two = b.binary(b.column(df, "A"), "<", b.column(df, "B"));
  b.returns(b.let("kept").where(df, b.binary(b.binary(mirrored, "&&", between), "&&", two)), "kept");
  pushIntoScans(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") pushed((%df.A > 3), (%df.B >= 1), (%df.B <= 5)) [A: int64, B: int64]  // 2
  %kept = filter(%df) where (((3 < %df.A) && between(%df.B, 1, 5)) && (%df.A < %df.B)) [A, B]  // 3
  return(%kept) names(kept) [A, B]  // 4
)");
}

TEST_CASE("not where others want the rows that the filter drops") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  b.let("kept").where(df, b.binary(b.column(df, "A"), "<", number(3)));
  b.returns(df, "df");
  pushIntoScans(m);
  CHECK(b.function.body.ops[0]->pushed.empty());
}
