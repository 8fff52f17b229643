// Row operations other than arithmetic: lists of values, missing values, rounding.
#include "Builders.h"

#include <algorithm>
#include <functional>

namespace bodocc {

namespace {

Value series(const Operands& in, const Expr* e, SourceLoc loc) { return {Series{in.rows, e, in.name}, loc}; }

const Expr* boolean(BuildContext& ctx, bool v, SourceLoc loc) {
  return constantExpr(ctx.function, {bodo::boolean, v, ""}, loc);
}

}  // namespace

Value buildRow(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Operands in = operands(ctx, args, loc);
  return series(in, apply(ctx, info, in.exprs, loc), loc);
}

Value buildFloat(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return buildRow(ctx, info, args, loc);
}

Value buildAnd(BuildContext& ctx, const OpInfo&, std::vector<Value>& args, SourceLoc loc) {
  return buildRow(ctx, op("and"), args, loc);
}

Value buildOr(BuildContext& ctx, const OpInfo&, std::vector<Value>& args, SourceLoc loc) {
  return buildRow(ctx, op("or"), args, loc);
}

Value buildKnown(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Operands in = operands(ctx, args, loc);
  if (!in.exprs[0]->type.nullable) return series(in, boolean(ctx, &info == &op("notna"), loc), loc);
  return series(in, callExpr(ctx.function, info, in.exprs, {bodo::boolean}, loc), loc);
}

Value buildFill(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Operands in = operands(ctx, args, loc);
  if (!in.exprs[0]->type.nullable) return series(in, in.exprs[0], loc);
  return series(in, apply(ctx, info, in.exprs, loc), loc);
}

Value buildIsIn(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = call.series(0);
  if (call.isSeries(1)) return isInSeries(ctx, s, call.series(1), loc);
  const List* list = call.at(1).get<List>();
  if (!list) throw InternalError("isin() of something that is no list of values");
  std::vector<const Expr*> among{s.expr};
  const Expr* others = nullptr;  // equal to one of the values that are known only at run time
  for (const Value& item : list->items) {
    const Expr* const given = valueExpr(ctx, item, call.locOf(1));
    const Expr* value = given;
    const Expr* column = s.expr;
    if (!unify(ctx, column, value, loc, true))
      fail("operand-types", item.loc.valid() ? item.loc : loc,
           fmt::format("{} cannot be equal to {}", describe(s.expr), describe(value)),
           "all values of isin have the column's type");
    if (isConstant(given)) {
      // a value that the column's type does not hold never occurs
      const Expr* const one = isTemporal(s.expr->type.type) ? given : value;
      if (const auto c = exactConstant(one->constant, s.expr->type.type); c && !c->missing())
        among.push_back(constantExpr(ctx.function, *c, value->loc));
      continue;
    }
    const Expr* equal = apply(ctx, "eq", {column, value}, loc);
    if (equal->type.nullable) equal = apply(ctx, "fillna", {equal, boolean(ctx, false, loc)}, loc);
    others = others ? apply(ctx, "or", {others, equal}, loc) : equal;
  }
  const OpInfo& test = s.expr->type.nullable ? op("isin_known") : info;
  const Expr* result =
      among.size() > 1 ? callExpr(ctx.function, test, among, {bodo::boolean}, loc) : boolean(ctx, false, loc);
  if (others) result = among.size() > 1 ? apply(ctx, "or", {result, others}, loc) : others;
  return {Series{s.rows, result, s.name}, loc};
}

namespace {

// The value that a pair of the call's list gives for the series' value, of two pairs for one value the first; `rest`,
// if no pair has it. `misfit` is told of a value that has another type than those of other pairs, or than `rest`.
const Expr* paired(const Call& call, const Expr* rest,
                   const std::function<void(const Expr* value, const Expr* other, SourceLoc)>& misfit) {
  BuildContext& ctx = call.ctx;
  const Series s = call.series(0);
  const List* list = call.at(1).get<List>();
  if (!list) throw InternalError("expected a list of pairs");
  const Expr* result = rest;
  for (auto item = list->items.rbegin(); item != list->items.rend(); ++item) {
    const List* pair = item->get<List>();
    if (!pair || pair->items.size() != 2) throw InternalError("expected a pair");
    const SourceLoc at = item->loc.valid() ? item->loc : call.loc;
    const Expr *from = valueExpr(ctx, pair->items[0], at), *to = valueExpr(ctx, pair->items[1], at);
    if (isConstant(from) && from->constant.missing())
      fail("bad-argument", at, "a missing value equals no value", "write .fillna(...)");
    const Expr *value = s.expr, *equal = from, *other = to, *before = result;
    if (!unify(ctx, value, equal, at, true))
      fail("operand-types", at, fmt::format("{} is never equal to {}", describe(s.expr), describe(from)),
           "the first value of each pair has the column's type");
    if (!unify(ctx, other, before, at)) misfit(to, result, at);
    result = apply(ctx, "where", {apply(ctx, "eq", {s.expr, from}, at), to, result}, at);
  }
  return result;
}

}  // namespace

Value buildReplaceValues(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = call.series(0);
  const Expr* result = paired(call, s.expr, [&](const Expr* value, const Expr*, SourceLoc at) {
    fail("operand-types", at, fmt::format("{} cannot replace values of {}", describe(value), describe(s.expr)),
         "values of a column have one type: .map({{from, to}, ...}) gives values of another one");
  });
  return {Series{s.rows, result, s.name}, loc};
}

Value mapPairs(const Call& call) {
  const List* list = call.at(1).get<List>();
  if (!list || list->items.empty())
    fail("bad-argument", call.locOf(1), "'map' has no pairs", "write df[\"A\"].map({{\"x\", 1}, {\"y\", 2}})");
  const Series s = call.series(0);
  const Expr* const missing = valueExpr(call.ctx, missingValue(call.loc), call.loc);
  const Expr* result = paired(call, missing, [&](const Expr* value, const Expr* other, SourceLoc at) {
    fail("operand-types", at,
         fmt::format("the pairs give values of {} and of {}", toString(value->type.type), toString(other->type.type)),
         "they are values of one column, which has one type");
  });
  return {Series{s.rows, result, s.name}, call.loc};
}

Value buildBetween(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Operands in = operands(ctx, args, loc);
  const bodo::type type = in.exprs[0]->type.type;
  const auto isOther = [&](const Expr* e) {
    return e->type.type != type && !(isConstant(e) && exactConstant(e->constant, type));
  };
  // dates in a list with timestamps are compared one by one
  if (isTemporal(type) && std::any_of(in.exprs.begin(), in.exprs.end(), isOther)) {
    const Expr* from = apply(ctx, "ge", {in.exprs[0], in.exprs[1]}, loc);
    const Expr* to = apply(ctx, "le", {in.exprs[0], in.exprs[2]}, loc);
    return {Series{in.rows, apply(ctx, "and", {from, to}, loc), in.name}, loc};
  }
  return buildRow(ctx, info, args, loc);
}

Value buildRound(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = call.series(0);
  const bodo::type type = s.expr->type.type;
  if (!isNumber(type))
    fail("operand-types", loc, fmt::format("'round' takes numbers, not {}", describe(s.expr)),
         "convert it first: .astype(\"float64\")");
  const Expr* digits =
      call.has(1) ? call.integer(1, "the number of digits") : integerConstant(ctx, 0, bodo::int64, loc);
  const bool constant = isConstant(digits);
  const std::int64_t n = constant ? std::get<std::int64_t>(digits->constant.value) : 0;
  const auto result = [&](const Expr* e) { return Value{Series{s.rows, e, s.name}, loc}; };
  if (isInteger(type)) {
    if (constant && n >= 0) return result(s.expr);
    const Expr* wide = cast(ctx, s.expr, bodo::int64, loc);
    return result(callExpr(ctx.function, op("round_to"), {wide, digits}, wide->type, loc));
  }
  if (isDecimal(type)) {
    if (!constant)
      failUnknown("option-not-constant", call.at(1), call.locOf(1),
                  "the number of digits must be known while compiling for decimals",
                  "it decides the result's type; or round a float64: .astype(\"float64\")");
    if (n >= type.scale) return result(s.expr);
    if (n < 0)
      fail("limitation", call.locOf(1), "decimals are rounded only at or after the point",
           "round a float64: .astype(\"float64\")");
    const int precision = type.precision - type.scale + static_cast<int>(n) + 1;
    return result(callExpr(ctx.function, op("round_decimal"), {s.expr},
                           {bodo::decimal(precision, static_cast<int>(n)), s.expr->type.nullable}, loc));
  }
  const Expr* wide = cast(ctx, s.expr, bodo::float64, loc);
  const ValueType as{bodo::float64, wide->type.nullable};
  if (constant && n == 0) return result(callExpr(ctx.function, info, {wide}, as, loc));
  return result(callExpr(ctx.function, op("round_to"), {wide, digits}, as, loc));
}

}  // namespace bodocc
