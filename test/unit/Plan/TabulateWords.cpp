// What is made once for each word of a dictionary.
#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

ValueType coded() {
  ValueType type{bodo::string};
  type.coded = true;
  return type;
}

}  // namespace

TEST_CASE("a condition on a coded column alone is tabulated by its words") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"s", coded()}, {"A", integer()}});
  Value kept = b.let("kept").where(df, b.call("Series.str", "contains", {b.column(df, "s"), text("x")}));
  b.returns(b.call("DataFrame", "[]", {kept, names({"A"})}), "kept");
  plan::FunctionPlan& plan = planned(m);
  CHECK_THAT(plan::print(plan), Catch::Contains("    once for each word of s: contains(df.s, \"x\")\n"
                                                "    filter contains(df.s, \"x\")\n"));

  SECTION("its words must be there") {
    std::vector<plan::ByWord>& words = loop(plan, 1).stages.front().parts.front().words;
    REQUIRE(words.size() == 1);
    words.front().of = words.front().expr;
    CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("which has none"));
  }
}

TEST_CASE("what depends on other columns too is computed for each row") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"s", coded()}, {"t", coded()}, {"u", string()}});
  const auto equal = [&](const char* x, const char* y) { return b.binary(b.column(df, x), "==", b.column(df, y)); };
  Value kept = b.let("kept").where(df, b.binary(equal("s", "t"), "&&", equal("s", "u")));
  b.returns(kept, "kept");
  CHECK_THAT(planText(m), !Catch::Contains("once for each"));
}
