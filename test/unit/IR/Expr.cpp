// Expressions: equal ones are one node, and replacing their columns keeps their types true.
#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;

TEST_CASE("equal expressions are one node") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}, {"B", integer()}});
  Value one = b.binary(b.column(df, "A"), "+", number(1)), again = b.binary(b.column(df, "A"), "+", number(1));
  CHECK(one.get<Series>()->expr == again.get<Series>()->expr);
  CHECK(one.get<Series>()->expr != b.binary(b.column(df, "B"), "+", number(1)).get<Series>()->expr);
}

TEST_CASE("calls of user code stay apart") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  CHECK(b.map(b.column(df, "A"), "g").get<Series>()->expr != b.map(b.column(df, "A"), "g").get<Series>()->expr);
}

TEST_CASE("the same host text at another place may have another value") {
  Module m;
  FunctionBuilder b(m, "f");
  HostText text;
  text.pieces.push_back({"k"});
  const Expr* first = hostExpr(b.function, text, integer(), {1, 1, 1});
  CHECK(first == hostExpr(b.function, text, integer(), {1, 1, 1}));
  CHECK(first != hostExpr(b.function, text, integer(), {2, 2, 1}));
}

TEST_CASE("constants differ by type and by every bit") {
  Module m;
  FunctionBuilder b(m, "f");
  const Expr* zero = constantExpr(b.function, {bodo::float64, 0.0}, {});
  CHECK(zero == constantExpr(b.function, {bodo::float64, 0.0}, {}));
  CHECK(zero != constantExpr(b.function, {bodo::float64, -0.0}, {}));
  CHECK(constantExpr(b.function, {bodo::int64, std::int64_t{1}}, {}) !=
        constantExpr(b.function, {bodo::int32, std::int64_t{1}}, {}));
}

TEST_CASE("what is put in a column's place may be missing: then the result may be, too") {
  Module m;
  FunctionBuilder b(m, "f");
  Value known = b.let("known").file("a", {{"A", integer()}});
  Value maybe = b.let("maybe").file("b", {{"A", optionalInteger()}});
  const Expr* sum = b.binary(b.column(known, "A"), "+", number(1)).get<Series>()->expr;
  const Expr* replaced =
      substitute(b.function, sum, *known.get<Frame>()->rows, {b.column(maybe, "A").get<Series>()->expr});
  CHECK(!sum->type.nullable);
  CHECK(replaced->type.nullable);
  CHECK(print(*replaced) == "(%maybe.A + 1)");
}
