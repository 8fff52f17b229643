// The text form of the IR.
#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("one op a line; columns that pass through unchanged are only named") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a.parquet", {{"A", integer()}, {"B", optionalInteger()}}, 100);
  df = b.let("df").set(df, "C", b.binary(b.column(df, "A"), "+", b.column(df, "B")));
  df = b.where(df, b.binary(b.column(df, "C"), ">", host("k", {"k"})));
  b.returns(df, "df");
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a.parquet") [A: int64, B: int64?]: ~100 rows  // 2
  %df.1 = filter(%df) where ((%df.A + %df.B) > `k`) [A, B, C: int64? = (%df.A + %df.B)]  // 3
  return(%df.1) names(df) [A, B, C]  // 4
)");
}

TEST_CASE("control flow and user code") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a.parquet", {{"A", integer()}});
  b.statement("int k = 3;", {}, {"k"});
  df = b.loop("df", df, [&](Value in) {
    return b.branch(
        "df", [&] { return b.set(in, "A", b.map(b.column(in, "A"), "step")); }, [&] { return b.head(in, 5); });
  });
  b.returns(b.group(df, {"A"}, "n", "count", "A"), "");
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a.parquet") [A: int64]  // 2
  host `int k = 3;`  // 3
  %df.1 = while(%df) names(df) `more()` [A] [A: int64] {  // 4
    argument %df.2 [A: int64]  // 4
    %df.3 = if names(df) `chosen` [A: int64] {  // 5
      yield(%df.2) names(df) [A: int64 = map<step>(%df.2.A)]  // 5
    } else {
      %df.4 = head(%df.2) args(5) [A]  // 5
      yield(%df.4) names(df) [A]  // 5
    }
    yield(%df.3) names(df) [A]  // 5
  }
  %df.5 = groupby(%df.1) keys(%df.1.A) [A, n: int64 = count(%df.1.A)]  // 5
  return(%df.5) [A, n]  // 6
)");
}
