#include "bodocc/Analysis/InferOrder.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

bool ordered(const Value& v) { return v.get<Frame>()->rows->domain.ordered; }
bool labelled(const Value& v) { return v.get<Frame>()->rows->domain.labelled; }

}  // namespace

TEST_CASE("a group-by that is only summed has no order; nor has a join before it") {
  Module m;
  FunctionBuilder b(m, "f");
  Value l = b.let("l").file("l", twoColumns), r = b.let("r").file("r", twoColumns);
  Value t = b.let("t").merge(l, r, "A", "A");
  Value g = b.let("g").group(t, {"A"}, "n", "count", "A");
  b.let("s").call("Series", "sum", {b.column(g, "n")});
  inferOrder(m);
  CHECK(!ordered(g));
  CHECK(!ordered(t));
}

TEST_CASE("ties of a sort show the order below, unless the keys are distinct") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value g = b.let("g").group(df, {"A"}, "n", "count", "B");
  Value byKey = b.let("byKey").sort(g, {"A"});
  Value h = b.let("h").group(df, {"B"}, "n", "count", "A");
  Value byCount = b.let("byCount").sort(h, {"n"});
  b.returns(b.let("both").merge(byKey, byCount, "n", "n"), "both");
  inferOrder(m);
  CHECK(ordered(byKey));
  CHECK(!ordered(g));
  CHECK(ordered(byCount));
  CHECK(ordered(h));
  CHECK(!ordered(df));
}

TEST_CASE("a sort by the keys of groups that were joined shows the order of the partners only") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns),
        orders = b.let("orders").file("o", {{"C", integer()}, {"D", integer()}});
  Value g = b.let("g").group(df, {"A"}, "n", "count", "B");
  Value large = b.let("large").where(g, b.binary(b.column(g, "n"), ">", number(300)));
  Value t = b.let("t").merge(large, orders, "A", "C");
  b.returns(b.let("byPartner").sort(t, {"C"}), "byPartner");
  inferOrder(m);
  CHECK(!ordered(g));
  CHECK(ordered(orders));
}

TEST_CASE("a sort by the partners' keys shows the order of groups without a partner") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns),
        orders = b.let("orders").file("o", {{"C", integer()}, {"D", integer()}});
  Value g = b.let("g").group(df, {"A"}, "n", "count", "B");
  b.returns(b.let("byPartner").sort(b.let("t").merge(g, orders, "A", "C", "left"), {"C"}), "byPartner");
  inferOrder(m);
  CHECK(ordered(g));
}

TEST_CASE("groups that one sort tells apart and another one does not are in order") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value g = b.let("g").group(df, {"A", "B"}, "n", "count", "B");
  Value byBoth = b.let("byBoth").sort(g, {"A", "B"}), byA = b.let("byA").sort(g, {"A", "n"});
  b.returns(b.let("both").merge(byBoth, byA, "n", "n"), "both");
  inferOrder(m);
  CHECK(ordered(g));
}

TEST_CASE("first, head and writes look, back through filters and joins") {
  Module m;
  FunctionBuilder b(m, "f");
  Value l = b.let("l").file("l", twoColumns), r = b.let("r").file("r", twoColumns),
        x = b.let("x").file("x", twoColumns);
  Value t = b.let("t").merge(l, r, "A", "A");
  Value kept = b.let("kept").where(t, b.binary(b.column(t, "A"), ">", number(1)));
  ++b.line;
  b.call("DataFrame", "to_csv", {kept, text("out.csv")});
  b.let("first").call("Series", "first", {b.column(x, "A")});
  inferOrder(m);
  CHECK(ordered(l));
  CHECK(ordered(r));
  CHECK(ordered(x));
}

TEST_CASE("labels: a return looks, a write does not, and sorts number anew") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns);
  Value kept = b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(1)));
  Value sorted = b.let("sorted").sort(kept, {"A"});
  ++b.line;
  b.call("DataFrame", "to_csv", {kept, text("out.csv")});
  b.returns(sorted, "sorted");
  inferLabels(m);
  CHECK(labelled(sorted));
  CHECK(!labelled(kept));
}

TEST_CASE("a need goes round a loop") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", twoColumns), step, in;
  Value r = b.loop("df", df, [&](Value argument) {
    in = argument;
    return step = b.where(argument, b.binary(b.column(argument, "A"), ">", number(1)));
  });
  b.returns(r, "df");
  inferOrder(m);
  CHECK(ordered(df));
  CHECK(ordered(in));
  CHECK(ordered(step));
}
