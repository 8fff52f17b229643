// Row operations: the types of their results, the casts that are put in, and the errors of operands that do not fit.
#include <fmt/core.h>

#include "unit/Program.h"

using namespace bodocc;
using namespace bodocc::test;

namespace {

struct RowFixture {
  Module module;
  FunctionBuilder f{module, "f"};
  Value df = f.parameter("df", {{"i", {bodo::int32}},
                                {"j", {bodo::int32, true}},
                                {"l", {bodo::int64}},
                                {"u", {bodo::uint8}},
                                {"x", {bodo::float64}},
                                {"price", {bodo::decimal(15, 2)}},
                                {"tax", {bodo::decimal(15, 2), true}},
                                {"wide", {bodo::decimal(38, 6)}},
                                {"s", {bodo::string, true, true}},
                                {"flag", {bodo::boolean}},
                                {"maybe", {bodo::boolean, true}},
                                {"day", {bodo::date}},
                                {"time", {bodo::timestamp, true}},
                                {"took", {bodo::duration}}});

  Value col(const char* name) { return f.column(df, name); }
  static std::string show(const Value& v) {
    const Expr& e = *v.get<Series>()->expr;
    return print(e) + ": " + toString(e.type);
  }
  std::string op(const Value& a, const char* method, const Value& b) { return show(f.binary(a, method, b)); }
  std::string call(const char* owner, const char* method, std::vector<Value> args) {
    return show(f.call(owner, method, std::move(args)));
  }
  template <class Make>
  std::string error(Make make) {
    try {
      make();
    } catch (const UserError& e) {
      std::string text = e.diagnostic.id + ": " + e.diagnostic.text;
      for (const Note& n : e.diagnostic.notes) text += " | " + n.text;
      return text;
    }
    return "no error";
  }
};

Value literal(double v, std::string spelling) { return {Constant{bodo::float64, v, std::move(spelling)}, {}}; }
Value date(std::int64_t days) { return {Constant{bodo::date, days, ""}, {}}; }
Value duration(std::int64_t ns) { return {Constant{bodo::duration, ns, ""}, {}}; }
constexpr std::int64_t day = 86'400'000'000'000;

}  // namespace

TEST_CASE_METHOD(RowFixture, "integers") {
  CHECK(op(col("i"), "+", col("i")) == "(%df.i + %df.i): int32");
  CHECK(op(col("i"), "+", number(1)) == "(cast(%df.i) + 1): int64");
  CHECK(op(col("l"), "+", number(1)) == "(%df.l + 1): int64");
  CHECK(op(col("j"), "*", col("l")) == "(cast(%df.j) * %df.l): int64?");
  CHECK(op(col("u"), "+", col("u")) == "cast((cast(%df.u) + cast(%df.u))): uint8");
  CHECK(op(col("l"), "/", number(2)) == "(cast(%df.l) / 2.0): float64");
  CHECK(op(col("l"), "%", number(7)) == "mod_by(%df.l, 7): int64");
  CHECK(op(col("l"), "%", col("l")) == "(%df.l % %df.l): int64");
  CHECK(op(col("l"), "+", col("x")) == "(cast(%df.l) + %df.x): float64");
  CHECK(op(number(1), "-", col("u")) == "(1 - cast(%df.u)): int64");
  CHECK(op(col("l"), "+", host("a", {"a"}, bodo::int32)) == "(%df.l + `a`): int64");
  CHECK(op(col("i"), "+", host("a", {"a"}, bodo::float64)) == "(cast(%df.i) + `a`): float64");
}

TEST_CASE_METHOD(RowFixture, "comparisons keep the column as it is where they can") {
  CHECK(op(col("i"), "<", number(3)) == "(%df.i < 3): boolean");
  CHECK(op(col("i"), "<", number(3'000'000'000)) == "(cast(%df.i) < 3000000000): boolean");
  CHECK(op(col("x"), ">", number(3)) == "(%df.x > 3.0): boolean");
  CHECK(op(col("l"), ">", literal(2.5, "2.5")) == "(cast(%df.l) > 2.5): boolean");
  CHECK(op(col("j"), "==", col("l")) == "(cast(%df.j) == %df.l): boolean?");
  CHECK(op(col("price"), "<", number(24)) == "(%df.price < 24.00): boolean");
  CHECK(op(col("price"), "<", literal(0.055, "0.055")) == "(rescale(%df.price, 10) < 0.055): boolean");
  CHECK(op(col("s"), "==", text("a")) == "(%df.s == \"a\"): boolean?");
  CHECK(op(col("day"), "<=", date(10471)) == "(%df.day <= 1998-09-02): boolean");
  CHECK(op(col("day"), "<", col("time")) == "(0 < order_of(%df.time, %df.day)): boolean?");
  CHECK(op(col("time"), "<", date(2932896)) == "(order_of(%df.time, 9999-12-31) < 0): boolean?");
  CHECK(call("Series", "between", {col("time"), date(0), date(2932896)}) ==
        "((%df.time >= 1970-01-01 00:00:00) && (order_of(%df.time, 9999-12-31) <= 0)): boolean?");
  CHECK(call("Series", "between", {col("time"), date(0), date(1)}) ==
        "between(%df.time, 1970-01-01 00:00:00, 1970-01-02 00:00:00): boolean?");
  CHECK(call("Series", "isin", {col("time"), list({date(2932896), date(1)})}) ==
        "isin_known(%df.time, 1970-01-02 00:00:00): boolean");
  CHECK(op(col("time"), ">=", date(0)) == "(%df.time >= 1970-01-01 00:00:00): boolean?");
  CHECK(call("Series", "between", {col("price"), literal(0.05, "0.05"), literal(0.07, "0.07")}) ==
        "between(%df.price, 0.05, 0.07): boolean");
  CHECK(op(col("u"), "<", col("l")) == "(cast(%df.u) < %df.l): boolean");
}

TEST_CASE_METHOD(RowFixture, "decimals are exact") {
  CHECK(op(col("price"), "+", col("tax")) == "(%df.price + %df.tax): decimal(16,2)?");
  CHECK(op(number(1), "-", col("tax")) == "(1.00 - %df.tax): decimal(16,2)?");
  const Value discounted = f.binary(col("price"), "*", f.binary(number(1), "-", col("tax")));
  CHECK(show(discounted) == "(%df.price * (1.00 - %df.tax)): decimal(31,4)?");
  const Value charge = f.binary(discounted, "*", f.binary(number(1), "+", col("tax")));
  CHECK(show(charge) == "mul_checked((%df.price * (1.00 - %df.tax)), (1.00 + %df.tax)): decimal(38,6)?");
  CHECK(charge.get<Series>()->expr->op->canFail);
  CHECK_FALSE(discounted.get<Series>()->expr->op->canFail);
  CHECK(op(col("price"), "*", literal(0.5, "0.5")) == "(%df.price * 0.5): decimal(16,3)");
  CHECK(op(col("price"), "*", col("i")) == "(%df.price * cast(%df.i)): decimal(25,2)");
  CHECK(op(col("price"), "*", col("x")) == "(decimal_to_float(%df.price) * %df.x): float64");
  CHECK(op(col("price"), "/", number(2)) == "(decimal_to_float(%df.price) / 2.0): float64");
  CHECK(op(col("wide"), "+", col("price")) == "add_checked(%df.wide, rescale(%df.price, 10000)): decimal(38,6)");
  CHECK(op(col("price"), "+", host("rate", {"rate"}, bodo::float64)) ==
        "(decimal_to_float(%df.price) + `rate`): float64");
}

TEST_CASE_METHOD(RowFixture, "logic and missing values") {
  CHECK(op(col("flag"), "&&", col("maybe")) == "(%df.flag && %df.maybe): boolean?");
  CHECK(op(col("flag"), "|", col("flag")) == "(%df.flag || %df.flag): boolean");
  CHECK(call("operator", "!", {col("maybe")}) == "!%df.maybe: boolean?");
  CHECK(call("Series", "isna", {col("j")}) == "isna(%df.j): boolean");
  CHECK(call("Series", "isna", {col("i")}) == "false: boolean");
  CHECK(call("Series", "fillna", {col("j"), number(0)}) == "fillna(%df.j, 0): int32");
  CHECK(call("Series", "fillna", {col("i"), number(0)}) == "%df.i: int32");
  CHECK(call("bodo", "where", {col("flag"), col("j"), number(0)}) == "where(%df.flag, %df.j, 0): int32?");
  CHECK(call("Series", "isin", {col("s"), list({text("a"), text("b")})}) == "isin_known(%df.s, \"a\", \"b\"): boolean");
  CHECK(call("Series", "isin", {col("i"), list({number(1), number(5'000'000'000)})}) == "isin(%df.i, 1): boolean");
  CHECK(op(col("l"), "+", {Constant{bodo::int64, std::monostate{}, ""}, {}}) == "(%df.l + missing): int64?");
}

TEST_CASE_METHOD(RowFixture, "strings and dates") {
  CHECK(call("Series.str", "lower", {col("s")}) == "lower(%df.s): string? coded");
  CHECK(call("Series.str", "cat", {col("s"), col("s")}) == "cat(%df.s, %df.s): string?");
  CHECK(call("Series.str", "len", {col("s")}) == "len(%df.s): int64?");
  CHECK(call("Series.str", "like", {col("s"), text("%a_")}) == "like(%df.s, \"%a_\"): boolean?");
  CHECK(call("Series.dt", "month", {col("day")}) == "month(%df.day): int64 1..12");
  CHECK(call("Series.dt", "dayofweek", {col("time")}) == "dayofweek(date(%df.time)): int64? 0..6");
  CHECK(call("Series.dt", "hour", {col("time")}) == "hour(%df.time): int64? 0..23");
  CHECK(call("Series.dt", "date", {col("time")}) == "date(%df.time): date?");
  CHECK(op(col("day"), "-", col("day")) == "date_difference(%df.day, %df.day): duration");
  CHECK(op(col("day"), "+", duration(90 * day)) == "(%df.day + 90): date");
  CHECK(op(col("day"), "+", duration(1)) == "time_plus(midnight(%df.day), 1ns): timestamp");
  CHECK(op(col("took"), "+", col("time")) == "time_plus(%df.time, %df.took): timestamp?");
  const Value months = f.call("bodo.value", "months", {number(3)});
  CHECK(op(col("day"), "+", months) == "add_months(%df.day, 3): date");
  CHECK(op(col("took"), "*", col("i")) == "duration_times(%df.took, cast(%df.i)): duration");
}

TEST_CASE_METHOD(RowFixture, "mathematics and astype") {
  CHECK(call("bodo", "sqrt", {col("l")}) == "sqrt(cast(%df.l)): float64");
  CHECK(call("bodo", "abs", {col("price")}) == "abs(%df.price): decimal(15,2)");
  CHECK(call("bodo", "round", {col("x"), number(2)}) == "round_to(%df.x, 2): float64");
  CHECK(call("bodo", "round", {col("wide"), number(2)}) == "round_decimal(%df.wide): decimal(35,2)");
  CHECK(call("bodo", "max", {col("i"), number(0)}) == "greatest(%df.i, 0): int32");
  CHECK(call("Series", "astype", {col("l"), text("int8")}) == "checked_cast(%df.l): int8");
  CHECK(call("Series", "astype", {col("u"), text("int64")}) == "cast(%df.u): int64");
  CHECK(call("Series", "astype", {col("s"), text("float64")}) == "parse(%df.s): float64?");
  CHECK(call("Series", "astype", {col("s"), text("decimal(12,2)")}) == "parse_decimal(%df.s, 12, 2): decimal(12,2)?");
  CHECK(call("Series", "astype", {col("price"), text("decimal(20,4)")}) == "rescale(%df.price, 100): decimal(20,4)");
}

TEST_CASE("astype converts each type to each, or says which two do not go together") {
  const char* const types[] = {"boolean", "int8",      "int16",    "int32",        "int64",   "uint8",
                               "uint16",  "uint32",    "uint64",   "float32",      "float64", "string",
                               "date",    "timestamp", "duration", "decimal(12,2)"};
  for (const char* from : types)
    for (const char* to : types) {
      Module module;
      FunctionBuilder f(module, "f");
      for (const bool nullable : {false, true}) {
        const Value df = f.parameter("df", {{"x", {.type = *typeNamed(from), .nullable = nullable}}});
        try {
          const Value made = f.call("Series", "astype", {f.column(df, "x"), text(to)});
          CHECK(toString(made.get<Series>()->expr->type) == std::string(to) + (nullable ? "?" : ""));
        } catch (const UserError& e) {
          CHECK(e.diagnostic.text == fmt::format("'x' ({}) cannot become {}", from, to));
        }
      }
    }
}

TEST_CASE_METHOD(RowFixture, "user code") {
  const auto function = [](ValueType param, const char* spelled, ValueType result) {
    auto f = std::make_shared<UserFunction>();
    f->text = "g";
    f->params = {param};
    f->paramTypes = {{spelled}};
    f->result = result;
    return Value{std::shared_ptr<const UserFunction>(f), {}};
  };
  const Value hour = f.call("Series.dt", "hour", {col("time")});
  CHECK(call("Series", "map", {hour, function({bodo::int32}, "int", {bodo::string})}) ==
        "map<g>(hour(%df.time)): string? coded");
  CHECK(call("Series", "map", {col("l"), function({bodo::int32}, "int", {bodo::string})}) == "map<g>(%df.l): string");
  CHECK(call("Series", "map", {col("j"), function({bodo::int32, true}, "std::optional<int>", {bodo::float64})}) ==
        "map<g>(%df.j): float64");
  CHECK(error([&] {
          f.call("Series", "map", {col("s"), function({bodo::float64}, "double", {bodo::float64})});
        }).starts_with("map-parameters: parameter 1 of the function is double, but its column is 's' (string)"));
}

TEST_CASE_METHOD(RowFixture, "texts beside dates and times") {
  CHECK(op(col("day"), ">=", text("1994-01-31")) == "(%df.day >= 1994-01-31): boolean");
  CHECK(op(col("day"), "<", text("1994-01-31T12:30:00.5")).find("1994-01-31 12:30:00.5") != std::string::npos);
  for (const char* other :
       {"1994-1-31", "1994-01-31 ", "1994-01-31 24:00", "1994-01-31 10:00:00.", "+994-01-31", "0000-01-01"})
    CHECK(error([&] { f.binary(col("day"), "<", text(other)); }).starts_with("operand-types"));
}

TEST_CASE_METHOD(RowFixture, "operands that do not go together") {
  CHECK(error([&] { f.binary(col("s"), "+", number(1)); }) ==
        "operand-types: '+' cannot combine 's' (string) and 1 (int64) | convert the string or the other operand with "
        ".astype(...)");
  CHECK(
      error([&] { f.binary(col("day"), ">=", text("1994-02-30")); }) ==
      "operand-types: '>=' cannot combine 'day' (date) and \"1994-02-30\" (string) | write a date as std::chrono does: "
      "1998y / September / 2");
  CHECK(error([&] { f.binary(col("flag"), "+", number(1)); }) ==
        "operand-types: '+' cannot combine 'flag' (boolean) and 1 (int64) | make the boolean a number first: "
        ".astype(\"int64\")");
  CHECK(error([&] { f.binary(col("i"), "&&", col("flag")); }) ==
        "operand-types: '&&' takes booleans, not 'i' (int32) and 'flag' (boolean) | compare first: (df[\"a\"] != 0) && "
        "...");
  CHECK(error([&] { f.call("Series.str", "len", {col("i")}); }) ==
        "operand-types: .str().len() needs strings, not 'i' (int32) | make it strings first: .astype(\"string\")");
  CHECK(error([&] { f.call("Series.dt", "year", {col("s")}); }) ==
        "operand-types: .dt().year() needs dates or times, not 's' (string) | read it as dates (.parse_dates), or "
        "convert it: .astype(\"timestamp\")");
  CHECK(
      error([&] {
        f.column(df, "prise");
      }).starts_with("unknown-column: there is no column 'prise' | did you mean 'price'? the columns are {i: int32, "));
}
