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
                                {"t", {bodo::timestamp, true}},
                                {"since", {bodo::timestamp, true}},
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
      if (line.starts_with("r[") || line.starts_with("r.set(") || line.starts_with("const auto ") ||
          line.starts_with("const bool ") || line.starts_with("if (") || line.starts_with("else "))
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

TEST_CASE_METHOD(LoopFixture, "what can fail is computed where its operands are known, which is asked once") {
  CHECK(loop(op(col("t"), "-", col("since"))) ==
        "if (t.known(i) && since.known(i)) r.set(i, rt::time_difference(at::line<1, \"-\">, t[i], since[i]));\n"
        "else r.set_missing(i);\n");
}

TEST_CASE_METHOD(LoopFixture, "so is what is made of it") {
  const Value seconds = f.call("Series.dt", "total_seconds", {op(col("t"), "-", col("since"))});
  CHECK(loop(op(seconds, ">", number(60))) ==
        "if (t.known(i) && since.known(i))\n"
        "r.set(i, rt::total_seconds(rt::time_difference(at::line<1, \"-\">, t[i], since[i])) > 60.0);\n"
        "else r.set_missing(i);\n");
}

TEST_CASE_METHOD(LoopFixture, "a value that several need asks whether it is known by name") {
  const Value gap = op(col("t"), "-", col("since"));
  const Value halfAnHour{Constant{bodo::duration, std::int64_t{1'800'000'000'000}, ""}, {}};
  CHECK(loop(op(f.call("Series", "isna", {gap}), "||", op(gap, ">", halfAnHour))) ==
        "const bool time_difference_known = t.known(i) && since.known(i);\n"
        "const auto time_difference = time_difference_known ? rt::time_difference(at::line<1, \"-\">, t[i], since[i])\n"
        "r[i] = !time_difference_known || time_difference > rt::minutes(30);\n");
}

TEST_CASE_METHOD(LoopFixture, "times and durations stand in the units of clocks and calendars") {
  CHECK(loop(f.call("Series", "fillna", {col("t"), text("2024-05-31 12:30:00")})) ==
        "r[i] = t.known(i) ? t[i] : rt::time_from_civil(2024, 5, 31, rt::minutes(750));\n");
}

TEST_CASE_METHOD(LoopFixture, "so do intervals, and times before 1970") {
  const Value time = f.call("Series", "fillna", {col("t"), text("1969-12-31 23:59:59")});
  CHECK(loop(f.call("Series.dt", "floor", {time, text("36h")})) == "r[i] = rt::floor_time(at::line<1, \"floor\">,\n");
}
