#include "bodocc/Transforms/JoinLookUps.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct Looked {
  Module m;
  FunctionBuilder b{m, "f"};
  Value df = b.let("df").file("a", {{"k", integer()}, {"v", integer()}});
  Value total =
      b.let("total").call("GroupBy", "transform",
                          {b.call("DataFrame", "groupby", {df, names({"k"})}), b.call("bodo.agg", "sum", {text("v")})});
  Value with = b.let("with").set(df, "total", total);
};

}  // namespace

TEST_CASE("a look-up whose rows one loop takes is a left join") {
  Looked l;
  l.b.returns(l.b.let("g").group(l.with, {"total"}, "most", "max", "v"), "g");
  joinLookUps(l.m);
  verify(l.m);
  expectText(print(l.b.function), R"(
function f() -> bodo::DataFrame  // 1
  %df = read_parquet args("a") [k: int64, v: int64]  // 2
  %groupby = groupby(%df) keys(%df.k) [k, v_sum: int64 = sum(%df.v)]  // 3
  %total = merge(%df, %groupby) left on(%df.k == %groupby.k) [v_sum = %groupby.v_sum, k = %df.k, v = %df.v]  // 3
  %g = groupby(%total) keys(%total.v_sum) [total: int64 = %total.v_sum, most: int64 = max(%total.v)]  // 5
  return(%g) names(g) [total, most]  // 6
)");
}

TEST_CASE("not if the rows' labels are observable, or several loops take them") {
  Looked labelled;
  labelled.b.returns(labelled.with, "with");
  labelled.with.get<Frame>()->rows->domain.labelled = true;
  const std::string before = print(labelled.b.function);
  joinLookUps(labelled.m);
  CHECK(print(labelled.b.function) == before);

  Looked twice;
  const Value kept =
      twice.b.let("kept").where(twice.with, twice.b.binary(twice.b.column(twice.with, "v"), ">", number(1)));
  twice.b.returns(twice.b.let("both").merge(kept, twice.with, "k", "k"), "both");
  const std::string text = print(twice.b.function);
  joinLookUps(twice.m);
  CHECK(print(twice.b.function) == text);
}
