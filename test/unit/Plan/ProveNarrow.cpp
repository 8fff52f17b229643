// Which loops may compute decimals in 64 bits.
#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// sum(p * (1 - d)) of p and d with up to 15 digits: up to 31 digits.
struct Revenue {
  Module m;
  FunctionBuilder b{m, "f"};
  Revenue() {
    const ValueType money{bodo::decimal(15, 2)};
    Value df = b.let("df").file("a", {{"p", money}, {"d", money}});
    Value part = b.binary(number(1), "-", b.column(df, "d"));
    use(b, b.let("sum").call("Series", "sum", {b.binary(b.column(df, "p"), "*", part)}), "double");
  }
};

}  // namespace

TEST_CASE("bounds are made of the columns' bounds and of constants") {
  Revenue r;
  plan::FunctionPlan& plan = planned(r.m);
  CHECK_THAT(plan::print(plan), Catch::Contains("    in 64 bits if they hold |p| * (100 + |d|)\n"
                                                "    sum = sum((df.p * (1.00 - df.d)))\n"));

  SECTION("only columns of the source or of a build side have bounds") {
    plan::Update& update = loop(plan, 1).feeds.front().updates.front();
    REQUIRE(update.part.fits.size() == 1);
    update.part.fits = {{plan::Magnitude::Kind::Column, update.part.roots.front()}};
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("has no bound"));
  }
}

TEST_CASE("without ProveNarrow they are computed in 128 bits") {
  Revenue r;
  CHECK_THAT(planText(r.m, {"ProveNarrow"}), !Catch::Contains("in 64 bits"));
}

TEST_CASE("a wide value that has no bound is computed in 128 bits") {
  Module m;
  FunctionBuilder b(m, "f");
  const ValueType money{bodo::decimal(15, 2)};
  Value df = b.let("df").file("a", {{"p", money}, {"A", integer()}});
  Value made = b.binary(b.column(df, "p"), "*", b.map(b.column(df, "A"), "f"));
  use(b, b.let("sum").call("Series", "sum", {made}), "double");
  CHECK_THAT(planText(m), !Catch::Contains("in 64 bits"));
}
