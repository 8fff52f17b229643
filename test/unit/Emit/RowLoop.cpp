// The body of loops over rows: a column is set to an expression of a frame's columns, and returned.
#include <catch2/catch.hpp>

#include "bodocc/Driver/PassList.h"
#include "bodocc/Emit/Emit.h"
#include "unit/Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct LoopFixture {
  Module module;
  FunctionBuilder f{module, "f"};
  Value df = f.parameter("df", {{"a", integer()},
                                {"b", integer()},
                                {"x", real()},
                                {"m", optionalInteger()},
                                {"flag", {bodo::boolean, true}},
                                {"p", {bodo::boolean}},
                                {"q", {bodo::boolean}}});

  Value col(const char* name) { return f.column(df, name); }
  Value op(const Value& left, const char* op, const Value& right) { return f.binary(left, op, right); }
  Value map(const Value& series) { return f.let("mapped").map(series, "g"); }

  // The lines of the loop.
  std::string loop(const Value& value) {
    f.returns(f.let("result").set(df, "r", value), "result");
    REQUIRE(runPasses(module, {}));
    const std::string text = emitFunction(module, f.function, {});
    std::string lines;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = std::string_view(text).substr(at, end - at);
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      if (line.starts_with("r[") || line.starts_with("r.set(") || line.starts_with("const auto "))
        lines += std::string(line) + "\n";
      at = end + 1;
    }
    return lines;
  }
};

}  // namespace

TEST_CASE_METHOD(LoopFixture, "arithmetic has the parentheses of the user's order") {
  CHECK(loop(op(op(col("a"), "-", op(col("b"), "-", number(1))), "*", number(2))) ==
        "r[i] = (a[i] - (b[i] - 1)) * 2;\n");
}

TEST_CASE_METHOD(LoopFixture, "sums from the left have none") {
  CHECK(loop(op(op(op(col("a"), "*", col("b")), "+", col("a")), "+", number(-1))) ==
        "r[i] = a[i] * b[i] + a[i] - 1;\n");
}

TEST_CASE_METHOD(LoopFixture, "conditions within conditions") {
  CHECK(loop(op(op(col("p"), "&&", col("q")), "||", op(col("a"), ">", number(-3)))) ==
        "r[i] = (p[i] && q[i]) || a[i] > -3;\n");
}

TEST_CASE_METHOD(LoopFixture, "a value is known if its operands are, each asked once") {
  CHECK(loop(op(op(col("m"), "+", col("m")), "*", col("a"))) == "r.set(i, (m[i] + m[i]) * a[i], m.known(i));\n");
}

TEST_CASE_METHOD(LoopFixture, "a missing value is replaced") {
  CHECK(loop(op(f.call("Series", "fillna", {col("m"), number(7)}), "+", number(1))) ==
        "r[i] = (m.known(i) ? m[i] : 7) + 1;\n");
}
