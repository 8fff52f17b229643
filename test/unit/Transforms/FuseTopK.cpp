#include "bodocc/Transforms/FuseTopK.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("the first rows of a sort are a limit of the sort") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  Value top = b.let("top").head(b.head(b.sort(df, {"A"}), 10), 20);
  b.returns(top, "top");
  fuseTopK(m);
  verify(m);
  expectText(print(b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [A: int64]  // 2
  %top = sort(%df) by(%df.A) limit 10 [A]  // 3
  return(%top) names(top) [A]  // 4
)");
}

TEST_CASE("not if all rows are used, nor for a number that is known later") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  Value sorted = b.let("sorted").sort(df, {"A"});
  b.let("top").head(sorted, 10);
  Value other = b.let("other").sort(df, {"A"});
  b.returns(b.call("DataFrame", "head", {other, host("n", {"n"})}), "other");
  b.returns(sorted, "sorted");
  std::string before = print(b.function);
  fuseTopK(m);
  CHECK(print(b.function) == before);
}
