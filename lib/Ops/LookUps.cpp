// At most one row of another row set for each row: by equal keys, or the nearest one in an order.
#include <algorithm>

#include "Builders.h"

namespace bodocc {

Rows& lookUp(BuildContext& ctx, Rows& rows, std::vector<const Expr*> keys, Rows& from, SourceLoc loc) {
  Op& made = ctx.append(op("lookup"), loc);
  made.inputs = {&rows, &from};
  made.keys = std::move(keys);
  made.dropMissingKeys = false;
  for (unsigned c = 0; c < made.keys.size(); ++c) made.rightKeys.push_back(columnExpr(ctx.function, from, c, loc));
  return ctx.addRows(made);
}

Value isInSeries(BuildContext& ctx, const Series& series, const Series& values, SourceLoc loc) {
  const Expr *key = series.expr, *value = values.expr;
  if (!unify(ctx, key, value, loc, true))
    fail("operand-types", loc, fmt::format("{} cannot be equal to {}", describe(series.expr), describe(values.expr)),
         "both series of isin have values of one type");
  if (!series.rows || !values.rows) throw InternalError("isin() of series without rows");
  Op& distinct = ctx.append(op("groupby"), loc);
  distinct.inputs = {values.rows};
  distinct.keys = {value};
  Rows& groups = ctx.addRows(distinct);
  groups.name = values.name.empty() ? "values" : values.name;
  Column column{.name = groups.name, .type = value->type, .from = value};
  column.type.nullable = false;
  groups.columns.push_back(column);

  Rows& rows = lookUp(ctx, *series.rows, {key}, groups, loc);
  rows.columns.push_back({.name = groups.name, .type = column.type, .from = rows.def->rightKeys[0], .side = 1});
  rows.columns.back().type.nullable = true;
  const Expr* found = columnExpr(ctx.function, rows, 0, loc);
  return {Series{&rows, callExpr(ctx.function, op("notna"), {found}, {bodo::boolean}, loc), series.name}, loc};
}

namespace {

// The column names of the options on, left_on, right_on; or by, left_by, right_by.
std::pair<std::vector<Name>, std::vector<Name>> sidesOf(const Call& call, const std::string& option) {
  const std::vector<Name> both = call.list(option.c_str());
  const std::vector<Name> left = call.list(("left_" + option).c_str()), right = call.list(("right_" + option).c_str());
  if (!both.empty() && (!left.empty() || !right.empty()))
    fail("bad-option", call.option(option.c_str())->loc,
         fmt::format(".{0} is for columns with the same name on both sides: it excludes .left_{0} and .right_{0}",
                     option));
  if (left.size() != right.size())
    fail("merge-keys", call.loc,
         fmt::format(".left_{0} names {1} columns, but .right_{0} names {2}", option, left.size(), right.size()),
         "each left column is compared with the right one at its place");
  return both.empty() ? std::pair{left, right} : std::pair{both, both};
}

bool areComparable(bodo::type a, bodo::type b) {
  const auto isTime = [](bodo::type t) { return t == bodo::date || t == bodo::timestamp; };
  return a == b || (isNumber(a) && isNumber(b)) || (isTime(a) && isTime(b));
}

// Numbers as the widest of their kind; dates as times if they are compared with times or durations.
const Expr* asPlace(BuildContext& ctx, const Expr* e, bool asTime, SourceLoc loc) {
  const bodo::type type = e->type.type;
  if (isInteger(type) && !(type == bodo::uint64)) return cast(ctx, e, bodo::int64, loc);
  if (isFloat(type)) return cast(ctx, e, bodo::float64, loc);
  if (type == bodo::date) return asTime ? cast(ctx, e, bodo::timestamp, loc) : e;
  if (type == bodo::timestamp || type == bodo::duration) return e;
  fail("operand-types", loc, fmt::format("merge_asof has no order for {}", describe(e)),
       ".on is a column of integers, floats, dates, times or durations; columns with equal values belong to .by");
}

}  // namespace

Value buildMergeAsof(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"on", "left_on", "right_on", "by", "left_by", "right_by", "direction", "tolerance",
                "allow_exact_matches", "suffixes"});
  const Frame left = call.frame(0), right = call.frame(1);
  const auto [leftOn, rightOn] = sidesOf(call, "on");
  const auto [leftBy, rightBy] = sidesOf(call, "by");
  if (leftOn.size() != 1)
    fail("merge-keys", call.loc, fmt::format("merge_asof compares one column of each side, not {}", leftOn.size()),
         "name it: {.on = \"time\"}; columns with equal values are named by .by");
  const std::string direction = call.oneOf("direction", {"backward", "forward", "nearest"}, "backward");
  const bool exact = call.flag("allow_exact_matches", true);
  const Value* const tolerance = call.option("tolerance");
  const Expr* most = tolerance && !tolerance->empty() ? valueExpr(ctx, *tolerance, loc) : nullptr;

  const Expr* a = columnOf(left, leftOn[0]).expr;
  const Expr* b = columnOf(right, rightOn[0]).expr;
  if (!areComparable(a->type.type, b->type.type))
    fail("merge-key-types", leftOn[0].loc,
         fmt::format("the columns '{}' ({}) and '{}' ({}) have different types", leftOn[0].text, toString(a->type.type),
                     rightOn[0].text, toString(b->type.type)),
         "convert one with astype");
  const bool byDuration = most && most->type.type == bodo::duration;
  const bool asTime = byDuration || !(a->type.type == b->type.type);
  a = asPlace(ctx, a, asTime, leftOn[0].loc);
  b = asPlace(ctx, b, asTime, rightOn[0].loc);
  if (!(a->type.type == b->type.type)) {
    a = cast(ctx, a, bodo::float64, loc);
    b = cast(ctx, b, bodo::float64, loc);
  }
  const bool floats = isFloat(a->type.type);
  if (most) {
    const bool time = a->type.type == bodo::timestamp || a->type.type == bodo::duration;
    const bool fits = time ? byDuration : floats ? isNumber(most->type.type) : isInteger(most->type.type);
    if (!fits)
      fail("bad-option", tolerance->loc.valid() ? tolerance->loc : loc,
           fmt::format("the tolerance is {}, but the column {}", describe(most), describe(a)),
           time ? "it is a duration: std::chrono::minutes(5)" : "it is a number; of dates a duration");
    if (!time) most = cast(ctx, most, floats ? bodo::float64 : bodo::int64, loc);
  }

  const char* const id = direction == "backward"  ? "merge_asof"
                         : direction == "forward" ? "asof_forward"
                                                  : "asof_nearest";
  Op& made = ctx.append(op(id), loc);
  made.inputs = {left.rows, right.rows};
  made.dropMissingKeys = false;
  std::vector<std::string> shared;
  for (std::size_t i = 0; i < leftBy.size(); ++i) {
    const Expr* l = columnOf(left, leftBy[i]).expr;
    const Expr* r = columnOf(right, rightBy[i]).expr;
    if (!unify(ctx, l, r, loc))
      fail("merge-key-types", leftBy[i].loc,
           fmt::format("the keys '{}' ({}) and '{}' ({}) have different types", leftBy[i].text, toString(l->type.type),
                       rightBy[i].text, toString(r->type.type)),
           "convert one with astype");
    made.keys.push_back(l);
    made.rightKeys.push_back(r);
    if (leftBy[i].text == rightBy[i].text) shared.push_back(leftBy[i].text);
  }
  made.keys.push_back(a);
  made.rightKeys.push_back(b);
  if (leftOn[0].text == rightOn[0].text) shared.push_back(leftOn[0].text);
  if (!exact) {
    made.scalars.push_back(constantExpr(ctx.function, {bodo::boolean, exact, ""}, loc));
    made.names.emplace_back("exact");
  }
  if (most) {
    made.scalars.push_back(most);
    made.names.emplace_back(floats ? "most_float" : "most");
  }

  Rows& rows = ctx.addRows(made);
  carry(rows, left);
  addRight(call, rows, left, right, shared, true);
  std::vector<Name> names;
  for (const Column& c : rows.columns) names.push_back({c.name, {}});
  checkNames(names, "the merged frame", loc);
  return {frameOf(ctx, rows, loc), loc};
}

}  // namespace bodocc
