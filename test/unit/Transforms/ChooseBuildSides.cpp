#include "bodocc/Transforms/ChooseBuildSides.h"

#include "../Program.h"
#include "bodocc/Analysis/EstimateRows.h"
#include "bodocc/Analysis/InferDistributions.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

bool buildsLeft(std::optional<std::int64_t> left, std::optional<std::int64_t> right, const char* how = "inner",
                bool ordered = false, bool amongPartners = false, bool chooses = true) {
  Module m;
  FunctionBuilder b(m, "f");
  Value l = b.let("l").file("l", {{"k", integer()}}, left), r = b.let("r").file("r", {{"k", integer()}}, right);
  Value t = b.let("t").merge(l, r, "k", "k", how);
  b.returns(t, "t");
  estimateRows(m);
  inferDistributions(m);
  t.get<Frame>()->rows->domain.ordered = ordered;
  for (const Value& side : {l, r}) side.get<Frame>()->rows->domain.ordered = ordered && !amongPartners;
  if (chooses) chooseBuildSides(m);
  return t.get<Frame>()->rows->def->buildLeft;
}

}  // namespace

TEST_CASE("the smaller side of an inner join is built, the right one where sizes are not known") {
  CHECK(buildsLeft(10, 1000));
  CHECK(!buildsLeft(1000, 10));
  CHECK(!buildsLeft(std::nullopt, 1000));
}

TEST_CASE("a side that is kept is built if it is much smaller") {
  CHECK(buildsLeft(10, 1000, "left"));
  CHECK(!buildsLeft(500, 1000, "left"));
  CHECK(!buildsLeft(std::nullopt, 1000, "left"));
  CHECK(!buildsLeft(1000, 10, "right"));
  CHECK(buildsLeft(1000, 500, "right"));
  CHECK(buildsLeft(1000, std::nullopt, "right"));
}

TEST_CASE("a semi or anti join builds the left side if it is much smaller and its order is free") {
  for (const char* how : {"semi", "anti"}) {
    CHECK(buildsLeft(10, 1000, how));
    CHECK(!buildsLeft(500, 1000, how));
    CHECK(!buildsLeft(10, std::nullopt, how));
    CHECK(!buildsLeft(10, 1000, how, true));
  }
}

TEST_CASE("if the order is observable, the left rows probe, of a right join the right ones") {
  CHECK(!buildsLeft(10, 1000, "left", true));
  CHECK(buildsLeft(1000, 10, "right", true));
  CHECK(!buildsLeft(500, 1000, "inner", true));
  CHECK(!buildsLeft(10, 1000, "inner", true));
}

TEST_CASE("without a choice a right join has the order of the right rows, too") {
  CHECK(buildsLeft(1000, 10, "right", true, false, false));
  CHECK(!buildsLeft(10, 1000, "left", true, false, false));
}

TEST_CASE("if the order is observable among one row's partners only, the smaller side is built") {
  CHECK(buildsLeft(10, 1000, "inner", true, true));
  CHECK(!buildsLeft(1000, 10, "inner", true, true));
}
