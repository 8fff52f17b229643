// The verifier finds each broken rule and names the op.
#include "../Program.h"

using namespace bodocc;
using namespace bodocc::test;
using Catch::Contains;

namespace {

struct Valid {
  Module m;
  FunctionBuilder b{m, "f"};
  Value df = b.let("df").file("a", {{"A", integer()}, {"B", string()}});
  Value kept = b.let("kept").where(df, b.binary(b.column(df, "A"), ">", number(3)));
  Op& last = b.returns(kept, "kept");

  Op& op(std::size_t i) { return *b.function.body.ops.at(i); }
};

}  // namespace

TEST_CASE("what builders make is valid") {
  Valid v;
  CHECK_NOTHROW(verify(v.m));
}

TEST_CASE("a row set is defined before it is used") {
  Valid v;
  std::swap(v.b.function.body.ops[0], v.b.function.body.ops[1]);
  CHECK_THROWS_WITH(verify(v.m), Contains("in f, filter (line 3): the row set 'df' is not defined where it is used"));
}

TEST_CASE("expressions are over the op's inputs") {
  Valid v;
  v.last.outputs[0].from = columnExpr(v.b.function, *v.df.get<Frame>()->rows, 0, {});
  CHECK_THROWS_WITH(verify(v.m), Contains("the column '%df.A' is not of the input 'kept'"));
}

TEST_CASE("types agree") {
  Valid v;
  v.op(0).rows().columns[1].type = real();
  CHECK_THROWS_WITH(verify(v.m), Contains("'%df.B' is taken for string but is float64"));
}

TEST_CASE("a condition is a boolean") {
  Valid v;
  v.op(1).predicate = columnExpr(v.b.function, *v.df.get<Frame>()->rows, 0, {});
  CHECK_THROWS_WITH(verify(v.m), Contains("a condition of type int64"));
}

TEST_CASE("what a region defines is not seen outside") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}}), inner;
  b.loop("df", df, [&](Value in) { return inner = b.head(in, 3); });
  b.returns(inner, "inner");
  CHECK_THROWS_WITH(verify(m), Contains("the row set 'df' is not defined where it is used"));
}

TEST_CASE("a region yields what its op's results want") {
  Module m;
  FunctionBuilder b(m, "f");
  Value df = b.let("df").file("a", {{"A", integer()}});
  b.loop("df", df, [&](Value in) { return b.set(in, "B", number(1)); });
  CHECK_THROWS_WITH(verify(m), Contains("yield: 2 columns for 1"));
}

TEST_CASE("once pipelines are formed a stream has one consumer") {
  Valid v;
  v.b.returns(v.kept, "kept");
  v.b.function.stage = Stage::Formed;
  CHECK_THROWS_WITH(verify(v.m), Contains("the stream 'kept' has 2 consumers that do not share one loop"));
  v.op(1).rows().form = Form::Table;
  CHECK_NOTHROW(verify(v.m));
}
