// What is computed once, in front of a loop.
#include <algorithm>

#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("scalars and patterns are made before the loop") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}, {"s", string()}});
  Value total = b.let("total").call("Series", "sum", {b.column(df, "A")});
  Value large = b.binary(b.column(df, "A"), ">", total);
  Value like = b.call("Series.str", "like", {b.column(df, "s"), text("a%")});
  Value kept = b.let("kept").where(df, b.binary(large, "&&", like));
  b.returns(kept, "kept");
  CHECK_THAT(planText(m), Catch::Contains("    once before the loop: total, like(df.s, \"a%\")\n"));
}

TEST_CASE("a loop without scalars has nothing before it") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  b.returns(b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(1))), "kept");
  CHECK(loop(planned(m), 1).hoisted.empty());
}

TEST_CASE("scalars are defined before the loops that hoist them") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  Value total = b.let("total").call("Series", "sum", {b.column(df, "A")});
  b.returns(b.let("kept").where(df, b.binary(b.column(df, "A"), "<", total)), "kept");
  plan::FunctionPlan& plan = planned(m);
  const auto sum = std::ranges::find(plan.steps, &loop(plan, 1), &plan::Step::loop);
  REQUIRE(sum != plan.steps.end());
  std::rotate(sum, sum + 1, plan.steps.end());
  CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("hoists a scalar that is not defined"));
}
