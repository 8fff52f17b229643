#include "bodocc/Transforms/ShareBodies.h"

#include "../Program.h"
#include "bodocc/Analysis/InferDistributions.h"
#include "bodocc/Analysis/InferOrder.h"
#include "bodocc/Transforms/PruneColumns.h"
#include "bodocc/Transforms/SeparateInternalCalls.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// g sorts what it is given, or groups it; f calls it, and returns these columns of its result.
struct Called {
  Module m;
  FunctionBuilder g{m, "g"}, f{m, "f"};
  Called(bool sorts, const std::vector<std::string>& wanted) {
    const Value p = g.let("p").parameter("p", twoColumns);
    g.returns(sorts ? g.let("r").sort(p, {"A"}) : g.let("r").group(p, {"A"}, "B", "sum", "B"), "r");
    const Value df = f.let("df").file("a", twoColumns);
    f.returns(f.call("DataFrame", "[]", {f.calls(g.function, {df}, "r", twoColumns), names(wanted)}), "");
    separateInternalCalls(m);
    inferLabels(m);
    pruneColumns(m);
    inferOrder(m);
    inferDistributions(m);
    shareBodies(m);
    verify(m);
  }
};

}  // namespace

TEST_CASE("a version that does the same is called by the outer one") {
  Called c(true, {"A", "B"});
  REQUIRE(c.g.function.inside != nullptr);
  CHECK(c.g.function.inside->symbol == "g_inside");
  // the inner one takes what ordinary code passes, too
  CHECK(c.g.function.inside->params[0].rows->domain.distribution == Distribution::Blocks);
  CHECK(c.f.function.inside == nullptr);
}

TEST_CASE("callers that look at fewer columns have a body of their own") {
  CHECK(Called(true, {"A"}).g.function.inside == nullptr);
}
