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

// The data for a call of the user's function on columns.
struct MapCall {
  std::vector<const Expr*> exprs;
  std::shared_ptr<const UserFunction> function;
  ValueType type;  // of the result; nullable also if a row with a missing value has a missing result
  SourceLoc loc;
};

MapCall mapCall(const Call& call) {
  BuildContext& ctx = call.ctx;
  std::vector<const Expr*> exprs;
  const Value& last = call.at(call.size() - 1);
  const SourceLoc loc = last.loc.valid() ? last.loc : call.loc;
  const auto* function = last.get<std::shared_ptr<const UserFunction>>();
  if (!function)
    fail("bad-argument", loc, fmt::format("{} takes a lambda or a function", call.op.method),
         "its parameters are plain C++ values, or std::optional of them to see missing values");
  if (call.isSeries(0)) {
    exprs.push_back(call.series(0).expr);
  } else {
    const Frame frame = call.frame(0);
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
    fail("map-parameters", loc,
         fmt::format("the function has {} parameter{}, but gets {} column{}", f.params.size(),
                     f.params.size() == 1 ? "" : "s", exprs.size(), exprs.size() == 1 ? "" : "s"),
         fmt::format("it takes one value of each column: df.{}({{\"A\", \"B\"}}, [](double a, double b) {{ ... }})",
                     call.op.method));
  ValueType type = f.result;
  int scale = -1;
  for (std::size_t i = 0; i < exprs.size(); ++i) {
    if (!takes(f.params[i], exprs[i]->type))
      fail("map-parameters", loc,
           fmt::format("parameter {} of the function is {}, but its column is {}", i + 1, f.paramTypes[i].text,
                       describe(exprs[i])),
           "columns come as integers, double, bool, std::string_view, std::chrono::sys_days, "
           "sys_time<nanoseconds>, nanoseconds, or bodo::decimal_value");
    if (exprs[i]->type.nullable && !f.params[i].nullable) type.nullable = true;
    // a decimal_value knows its scale only at run time: the column gets the largest scale of the function's arguments
    if (isDecimal(exprs[i]->type.type)) scale = std::max<int>(scale, exprs[i]->type.type.scale);
  }
  if (isDecimal(isList(type.type) ? bodo::element_of(type.type) : type.type)) {
    if (scale < 0)
      failScale(loc, "the bodo::decimal_values that this function returns",
                "return a double, and convert the column: .astype(\"decimal(15,2)\")");
    type.type = isList(type.type) ? bodo::list(bodo::decimal(38, scale)) : bodo::decimal(38, scale);
  }
  return {std::move(exprs), std::move(typed), type, loc};
}

}  // namespace

Value buildMap(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (call.isSeries(0) && call.at(1).get<List>()) return mapPairs(call);
  auto [exprs, typed, type, place] = mapCall(call);
  const UserFunction& f = *typed;
  // a function that sees or makes missing values does not depend on words alone
  if (isString(type.type) && exprs.size() == 1 && !f.params[0].nullable && !f.result.nullable) {
    const auto range = exprs[0]->type.range;
    type.coded = exprs[0]->type.coded || (range && range->second - range->first < smallRange);
  }
  const Expr* mapped = callExpr(ctx.function, info, exprs, type, loc, typed);
  if (!call.isSeries(0)) return {Series{call.frame(0).rows, mapped, ""}, loc};
  const Series s = call.series(0);
  return {Series{s.rows, mapped, s.name}, loc};
}

// The values take the place of the first column that the function takes; the others that it takes are left out.
Value buildFlatMap(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"name"});
  auto [exprs, function, type, place] = mapCall(call);
  if (!isList(type.type) && !function->result.nullable)
    fail("bad-argument", place, fmt::format("the function gives one {} for each row, not several", toString(type.type)),
         "it returns a std::vector or another container of values, or a std::optional; for one value a row, use map");
  if (!isList(type.type)) type.type = bodo::list(type.type);
  const Expr* list = callExpr(ctx.function, op("listed_values"), exprs, type, loc, function);
  Frame frame = call.frame(0);
  std::vector<std::string> taken;
  if (call.isSeries(0))
    taken.push_back(frame.columns.front().name);
  else
    taken = textsOf(call.names(1, "the column name"));
  const std::string name = call.word("name", taken.front());
  list->name = name + "_list";
  std::vector<NamedExpr> columns;
  std::size_t at = 0;
  for (const NamedExpr& c : frame.columns) {
    if (c.name == taken.front()) at = columns.size();
    if (std::ranges::find(taken, c.name) == taken.end()) columns.push_back(c);
  }
  if (std::ranges::any_of(columns, [&](const NamedExpr& c) { return c.name == name; }))
    fail("bad-option", call.option("name")->loc, fmt::format("the frame has a column '{}' already", name),
         "give the values another name, or drop the column before");
  frame.columns = std::move(columns);
  return call.likeReceiver(explodedRows(call, frame, list, at, {name, JoinKind::Inner, function->listsMissing}));
}

}  // namespace bodocc
