// Where values are, and the filters that ask whole columns instead of each row.
#include "Planned.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

// A group-by of a file's rows; each test makes the frame that is grouped.
struct Rows {
  Module m;
  FunctionBuilder b{m, "f"};
  Value df = b.let("df").file("a", {{"A", integer()}, {"k", optionalInteger()}, {"l", optionalInteger()}});

  // The columns that say which rows stay, as text; "row by row" if a loop does.
  std::string keptBy(const Value& frame, const std::vector<std::string>& keys) {
    b.let("").call("DataFrame", "to_parquet", {b.group(frame, keys, "s", "sum", "A"), text("b")});
    plan::FunctionPlan& plan = planned(m);
    const plan::Part& part = loop(plan, 1).feeds.front().presence;
    if (part.known.empty()) return "row by row";
    CHECK(part.roots.empty());
    std::string all;
    for (const Expr* e : part.known) all += (all.empty() ? "" : ", ") + print(*e);
    return all;
  }
};

}  // namespace

TEST_CASE_METHOD(Rows, "rows with a missing key are found by the columns' bits") {
  CHECK(keptBy(df, {"k", "A", "l"}) == "%df.k, %df.l");
}

TEST_CASE_METHOD(Rows, "so are those of a key that is missing where columns are") {
  const Value sum = b.binary(b.column(df, "k"), "+", b.binary(b.column(df, "l"), "*", number(2)));
  CHECK(keptBy(b.set(df, "sum", sum), {"sum", "k"}) == "%df.k, %df.l");
}

TEST_CASE_METHOD(Rows, "a key of the user's function is computed row by row") {
  CHECK(keptBy(b.set(df, "m", b.map(b.column(df, "k"), "g")), {"m"}) == "row by row");
}

TEST_CASE_METHOD(Rows, "dropna asks columns too") {
  b.returns(b.let("some").call("DataFrame", "dropna", {df}), "some");
  plan::FunctionPlan& plan = planned(m);
  plan::Part& part = loop(plan, 1).stages.front().parts.front();
  REQUIRE(part.known.size() == 2);
  CHECK(part.roots.empty());

  // at the rows at hand
  part.known.front() = b.binary(b.column(df, "k"), "+", number(1)).get<Series>()->expr;
  CHECK_THROWS_WITH(plan::verify(plan), Catch::Contains("is no column at the rows at hand"));
}

TEST_CASE_METHOD(Rows, "a condition that says more is asked of each row") {
  const Value known = b.call("Series", "notna", {b.column(df, "k")});
  b.returns(b.let("some").where(df, b.binary(known, "&&", b.binary(b.column(df, "A"), ">", number(1)))), "some");
  CHECK(loop(planned(m), 1).stages.front().parts.front().known.empty());
}
