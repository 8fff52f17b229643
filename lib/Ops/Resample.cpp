// resample: groups by intervals of time, and rows for the intervals without any.
#include "Builders.h"

namespace bodocc {

namespace {

// The value of an interval without rows; empty if it is a missing value.
Value ofNoRows(const Column& c, SourceLoc loc) {
  const bodo::type t = c.type.type;
  const auto constant = [&](auto value) { return Value{Constant{t, value, ""}, loc}; };
  if (c.type.nullable) return {};
  const OpInfo& info = *c.aggregate;
  if (&info == &op("any") || &info == &op("all")) return constant(&info == &op("all"));
  if (&info != &op("sum") && &info != &op("count") && &info != &op("size") && &info != &op("nunique")) return {};
  return t == bodo::duration ? constant(std::int64_t{0}) : integerValue(0, loc);
}

// The groups by their first column, the beginnings of intervals, in order, and rows for intervals without any.
Value withAllIntervals(BuildContext& ctx, const Frame& groups, const TimeUnit& unit, SourceLoc loc) {
  // of the column that it is; null if it is made of several
  const auto aggregateOf = [&](std::size_t i) {
    const Expr* e = groups.columns[i].expr;
    return e->kind == ExprKind::Column && e->rows == groups.rows ? &groups.rows->columns[e->column] : nullptr;
  };
  Rows& sorted = sortRows(ctx, groups, {groups.columns[0].expr}, {SortOrder{}}, loc);
  Op& intervals = ctx.append(op("intervals"), loc);
  intervals.inputs = {&sorted};
  intervals.scalars = {integerConstant(ctx, unit.months == 0 ? unit.nanoseconds : 0, bodo::duration, loc),
                       integerConstant(ctx, unit.months, bodo::int64, loc)};
  Rows& rows = ctx.addRows(intervals);
  carry(rows, frameOf(ctx, sorted, loc));
  intervals.keys = {rows.columns[0].from};
  for (std::size_t i = 1; i < rows.columns.size(); ++i) rows.columns[i].type.nullable = true;
  Frame result = frameOf(ctx, rows, loc);
  for (std::size_t i = 1; i < result.columns.size(); ++i) {
    NamedExpr& c = result.columns[i];
    const Column* const made = aggregateOf(i);
    if (!made) continue;
    if (made->function && !made->args.empty()) {  // the identity
      c.expr = apply(ctx, "fillna", {c.expr, made->args.front()}, loc);
    } else if (const Value none = ofNoRows(*made, loc); !none.empty()) {
      const Value filled = buildCall(ctx, op("fillna"), {Value{Series{result.rows, c.expr, c.name}, loc}, none}, loc);
      c.expr = filled.get<Series>()->expr;
    }
  }
  return {result, loc};
}

}  // namespace

Name resampledColumn(const Call& call) {
  call.options({"on"});
  const Value* on = call.option("on");
  if (!on)
    fail("bad-argument", call.loc, "'resample' needs the column of the times",
         "name it: df.resample(\"1h\", {.on = \"time\"})");
  return nameIn(*on, "the column name", call.loc);
}

Value resample(BuildContext& ctx, const Pending& pending, const std::vector<AggregateSpec>& specs, SourceLoc loc) {
  std::vector<Value> args = pending.args;
  const Call call(ctx, *pending.op, args, loc);
  const Name on = resampledColumn(call);
  const Frame frame = call.frame(0);
  const Expr* const times = columnOf(frame, on).expr;
  const TimeUnit unit = unitIn(call.text(1, "the unit"), call.locOf(1));
  if (times->type.type == bodo::date && unit.nanoseconds % nsPerDay != 0)
    fail("bad-argument", call.locOf(1), "a date has no time of day",
         fmt::format("make it a time first: df[\"{0}\"] = df[\"{0}\"].astype(\"timestamp\")", on.text));
  const Value series{Series{frame.rows, times, on.text}, on.loc};
  const Value begin = buildCall(ctx, op("floor_unit"), {series, call.at(1)}, call.locOf(1));
  const Frame groups = groupRows(ctx, frame, {{on, begin.get<Series>()->expr}}, true, specs, loc);
  return withAllIntervals(ctx, groups, unit, loc);
}

}  // namespace bodocc
