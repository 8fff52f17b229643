// User code on rows: map. The function's parameters determine its columns and whether it sees missing values.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

// Words of a dictionary and small ranges of integers: the function's value is kept for each.
constexpr std::int64_t smallRange = 65536;

bool takes(const ValueType& param, const ValueType& column) {
  const bodo::type p = param.type;
  const bodo::type c = column.type;
  if (p == c) return true;
  if (isDecimal(p) || isDecimal(c)) return isDecimal(p) && isDecimal(c);
  if (isFloat(p)) return isNumber(c);
  if (isInteger(p)) return isInteger(c) || isBoolean(c);
  return p.id == bodo::kind::timestamp && c.id == bodo::kind::date;
}

}  // namespace

Value buildMap(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  Rows* rows = nullptr;
  std::vector<const Expr*> exprs;
  std::string name;
  const Value& last = call.at(call.size() - 1);
  const auto* function = last.get<std::shared_ptr<const UserFunction>>();
  if (!function)
    fail("bad-argument", last.loc.valid() ? last.loc : loc, "map takes a lambda or a function",
         "its parameters are plain C++ values, or std::optional of them to see missing values");
  if (call.isSeries(0)) {
    const Series s = call.series(0);
    rows = s.rows, name = s.name;
    exprs.push_back(s.expr);
  } else {
    const Frame frame = call.frame(0);
    rows = frame.rows;
    for (const Name& column : call.names(1, "the column name")) exprs.push_back(columnOf(frame, column).expr);
  }
  std::shared_ptr<const UserFunction> typed = *function;
  if (typed->generic) {
    std::vector<ValueType> types;
    for (const Expr* e : exprs) types.push_back(e->type);
    typed = ctx.instantiate(*typed, types);
  }
  const UserFunction& f = *typed;
  if (f.params.size() != exprs.size())
    fail("map-parameters", last.loc.valid() ? last.loc : loc,
         fmt::format("the function has {} parameter{}, but gets {} column{}", f.params.size(),
                     f.params.size() == 1 ? "" : "s", exprs.size(), exprs.size() == 1 ? "" : "s"),
         "it takes one value of each column: df.map({\"A\", \"B\"}, [](double a, double b) { ... })");
  ValueType type = f.result;
  int scale = -1;
  for (std::size_t i = 0; i < exprs.size(); ++i) {
    if (!takes(f.params[i], exprs[i]->type))
      fail("map-parameters", last.loc.valid() ? last.loc : loc,
           fmt::format("parameter {} of the function is {}, but its column is {}", i + 1, f.paramTypes[i].text,
                       describe(exprs[i])),
           "columns come as integers, double, bool, std::string_view, std::chrono::sys_days, "
           "sys_time<nanoseconds>, nanoseconds, or bodo::decimal_value");
    if (exprs[i]->type.nullable && !f.params[i].nullable) type.nullable = true;
    // a decimal_value knows its scale only at run time: the column gets the largest scale of the function's arguments
    if (isDecimal(exprs[i]->type.type)) scale = std::max<int>(scale, exprs[i]->type.type.scale);
  }
  if (isDecimal(type.type)) {
    if (scale < 0)
      failScale(last.loc.valid() ? last.loc : loc, "the bodo::decimal_values that this function returns",
                "return a double, and convert the column: .astype(\"decimal(15,2)\")");
    type.type = bodo::decimal(38, scale);
  }
  // a function that sees or makes missing values does not depend on words alone
  if (isString(type.type) && exprs.size() == 1 && !f.params[0].nullable && !f.result.nullable) {
    const auto range = exprs[0]->type.range;
    type.coded = exprs[0]->type.coded || (range && range->second - range->first < smallRange);
  }
  return {Series{rows, callExpr(ctx.function, info, exprs, type, loc, typed), name}, loc};
}

}  // namespace bodocc
