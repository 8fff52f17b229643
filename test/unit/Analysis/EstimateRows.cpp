#include "bodocc/Analysis/EstimateRows.h"

#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("filters take their share, and joins pass it on") {
  Module m;
  FunctionBuilder b(m, "f");
  Value customer = b.let("customer").file("c", {{"k", integer()}, {"s", integer()}}, 1000);
  Value orders = b.let("orders").file("o", {{"c", integer()}}, 10000);
  Value kept = b.let("kept").where(customer, b.binary(b.column(customer, "s"), "==", number(1)));
  Value t = b.let("t").merge(kept, orders, "k", "c");
  Value top = b.let("top").head(t, 5);
  Value unknown = b.let("unknown").file("u", {{"k", integer()}});
  b.returns(b.let("r").merge(top, unknown, "k", "k"), "r");
  estimateRows(m);
  auto rows = [](const Value& v) { return v.get<Frame>()->rows->domain.estimatedRows; };
  CHECK(rows(kept) == 100);
  CHECK(rows(t) == 1000);
  CHECK(rows(top) == 5);
  CHECK(!rows(unknown));
}
