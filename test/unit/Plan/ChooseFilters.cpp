// The way in which filters keep rows.
#include <algorithm>

#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// Two group-bys, by keys that may be missing, of the rows that a filter keeps.
struct Grouped {
  Module m;
  FunctionBuilder b{m, "f"};
  Grouped() {
    const Value df = b.let("df").file("a", {{"A", integer()}, {"k", optionalInteger()}, {"l", optionalInteger()}});
    const Value kept = b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(1)));
    const Value byK = b.let("by_k").group(kept, {"k"}, "s", "sum", "A");
    const Value byL = b.let("by_l").group(kept, {"l"}, "s", "sum", "A");
    b.let("").call("DataFrame", "to_parquet", {byK, text("k")});
    b.let("").call("DataFrame", "to_parquet", {byL, text("l")});
  }
};

}  // namespace

TEST_CASE("a selection is narrowed by the last sink that needs it") {
  Grouped g;
  plan::FunctionPlan& plan = planned(g.m);
  plan::Loop& scan = loop(plan, 1);
  REQUIRE(scan.feeds.size() == 2);
  CHECK(scan.stages.front().keeping == plan::Keeping::Anew);
  CHECK(scan.feeds[0].keeping == plan::Keeping::Anew);
  CHECK(scan.feeds[1].keeping == plan::Keeping::InPlace);

  SECTION("not by one before it") {
    scan.feeds[0].keeping = plan::Keeping::InPlace;
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("a selection that other sinks need"));
  }
  SECTION("nor where there is none") {
    scan.stages.front().keeping = plan::Keeping::InPlace;
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("a selection where there is none"));
  }
}

TEST_CASE("without ChooseFilters each filter makes a selection") {
  Grouped g;
  CHECK(loop(planned(g.m, {"ChooseFilters"}), 1).feeds[1].keeping == plan::Keeping::Anew);
}
