// Windows of all rows and of those of groups: a `window` op carries the rows on, and has a column for each window. With
// keys it brings the rows of each key together; with times they are the last key.
#include "Windows.h"

#include <algorithm>
#include <cmath>

namespace bodocc {

bool isEarly(const Expr* e) {
  bool early = true;
  forEachExpr(e, [&](const Expr& x) {
    early = early && !x.function && x.kind != ExprKind::Host && x.kind != ExprKind::Scalar && !(x.op && x.op->canFail);
  });
  return early;
}

const Expr* below(BuildContext& ctx, const Rows& rows, const Expr* e) {
  bool fits = isEarly(e);
  forEachExpr(e, [&](const Expr& x) {
    const Column* const c = x.kind == ExprKind::Column ? &rows.columns[x.column] : nullptr;
    fits = fits && !(c && (c->aggregate || c->side != 0));
  });
  if (!fits) return nullptr;
  std::vector<const Expr*> from;
  for (const Column& c : rows.columns) from.push_back(c.from);
  return substitute(ctx.function, e, rows, from);
}

namespace {

// A window op of the same rows, keys (the first ones of `exprs`) and times that was made before, with nothing but other
// windows and tables after it: then it takes further windows, and the rows travel once, or are scanned once. `exprs`
// become expressions over its input.
Op* sharedWindow(BuildContext& ctx, const Rows& rows, std::vector<const Expr*>& exprs, std::size_t keys, bool drop,
                 bool timed) {
  const auto& ops = ctx.region->ops;
  for (auto at = ops.rbegin(); at != ops.rend(); ++at) {
    Op* const op = at->get();
    if (!op->info->pure || op->info->kind == OpKind::Control || !op->regions.empty()) return nullptr;
    if (op->info != &bodocc::op("window")) continue;
    const bool same = op->keys.size() == keys && op->dropMissingKeys == drop && op->options.count("timed") == timed;
    const bool onTop = rows.def == op;
    if (!same || (!onTop && op->inputs.front() != &rows)) continue;
    std::vector<const Expr*> lower;
    for (const Expr* e : exprs) lower.push_back(onTop ? below(ctx, rows, e) : isEarly(e) ? e : nullptr);
    bool fits = std::ranges::none_of(lower, [](const Expr* e) { return e == nullptr; });
    for (std::size_t i = 0; i < keys; ++i) fits = fits && lower[i] == op->keys[i];
    if (!fits) continue;
    exprs = std::move(lower);
    return op;
  }
  return nullptr;
}

}  // namespace

WindowTarget windowTarget(const Call& call, bool ofColumn) {
  if (call.isSeries(0)) return {.column = call.at(0)};
  const Pending* pending = call.at(0).get<Pending>();
  if (!pending) throw InternalError("a window of neither a series nor groups");
  if (pending->op == &op("grouped_column")) {
    const Pending* groups = pending->args.at(0).get<Pending>();
    if (!groups) throw InternalError("chosen columns without groups");
    return {.groups = groups, .column = pending->args.at(1)};
  }
  if (!ofColumn) return {.groups = pending};
  const bool named =
      call.has(1) &&
      (call.at(1).get<List>() ||
       (call.at(1).get<Constant>() && std::holds_alternative<std::string>(call.at(1).get<Constant>()->value)));
  if (!named)
    fail("bad-argument", call.loc, fmt::format("'{}' of groups needs a column", call.op.method),
         fmt::format("choose it first: groupby(...)[\"A\"].{}()", call.op.method));
  return {.groups = pending, .column = call.at(1)};
}

WindowRows windowRows(BuildContext& ctx, const WindowTarget& target, SourceLoc loc) {
  if (!target.groups) return windowRows(ctx, target.frame, {}, false, target.times, target.column, loc);
  if (target.groups->op != &op("groups"))
    fail("limitation", loc, "'resample' aggregates its intervals: it has no windows, and chooses no rows",
         "make the interval a column: df[\"hour\"] = df[\"time\"].dt().floor(\"h\"), and group by it");
  std::vector<Value> args = target.groups->args;
  const Call call(ctx, *target.groups->op, args, loc);
  call.options({"sort", "dropna"});
  const Frame frame = call.frame(0);
  const bool drop = call.flag("dropna", true);
  return windowRows(ctx, frame, groupKeys(call, frame), drop, target.times, target.column, loc);
}

WindowRows windowRows(BuildContext& ctx, const Frame& frame, const std::vector<GroupKey>& keys, bool dropMissing,
                      const std::optional<Name>& times, const Value& column, SourceLoc loc) {
  WindowRows made{.dropMissing = dropMissing};
  Alignment alignment(ctx, loc);
  if (frame.rows) alignment.add(frame.rows);
  const Series* const series = column.get<Series>();
  if (series) alignment.add(series->rows);
  made.rows = alignment.rows();
  std::vector<const Expr*>& exprs = made.exprs;
  for (const GroupKey& key : keys) exprs.push_back(alignment.lift(key.expr, frame.rows));
  made.grouped = !keys.empty();
  made.timed = times.has_value();
  made.mayMiss = dropMissing && std::ranges::any_of(exprs, [](const Expr* key) { return key->type.nullable; });
  if (times) exprs.push_back(alignment.lift(columnOf(frame, *times).expr, frame.rows));
  made.keys = exprs.size();
  if (series) {
    made.name = series->name;
    exprs.push_back(alignment.lift(series->expr, series->rows));
  } else if (!column.empty()) {
    const Name of = nameIn(column, "the column name", loc);
    made.name = of.text;
    exprs.push_back(alignment.lift(columnOf(frame, of).expr, frame.rows));
  }
  return made;
}

Value windowOver(BuildContext& ctx, const WindowTarget& target, const OpInfo& info, std::vector<const Expr*> args,
                 SourceLoc loc) {
  return windowOver(ctx, windowRows(ctx, target, loc), info, std::move(args), loc);
}

Value windowOver(BuildContext& ctx, WindowRows of, const OpInfo& info, std::vector<const Expr*> args, SourceLoc loc) {
  // arguments are evaluated where the op is
  Op* made = nullptr;
  if (std::ranges::all_of(args, isConstant))
    made = sharedWindow(ctx, *of.rows, of.exprs, of.keys, of.dropMissing, of.timed);
  if (!made) {
    made = &ctx.append(op("window"), loc);
    made->inputs = {of.rows};
    made->keys = of.keyExprs();
    made->dropMissingKeys = of.dropMissing;
    if (of.timed) made->options["timed"] = Constant{bodo::boolean, true, ""};
    ctx.addRows(*made);
  }
  Column column = aggregated(ctx, info, of.columnName(info), of.value(), {}, of.grouped, loc);
  column.args.insert(column.args.end(), args.begin(), args.end());
  column.loc = loc;
  column.type.nullable = column.type.nullable || of.mayMiss;
  Rows& windows = made->rows();
  windows.columns.push_back(std::move(column));
  const Expr* result = columnExpr(ctx.function, windows, static_cast<unsigned>(windows.columns.size() - 1), loc);
  return {Series{&windows, result, of.name}, loc};
}

namespace {

// The place of the first argument after the receiver, and after the column that it names.
std::size_t firstArgument(const Call& call, const WindowTarget& target) {
  return call.at(0).get<Pending>() && call.at(0).get<Pending>() == target.groups ? 2 : 1;
}

// The values of the target as another expression.
WindowTarget withValues(BuildContext& ctx, const Call& call, WindowTarget target,
                        const std::function<const Expr*(const Expr*)>& change) {
  Series s;
  if (const Series* series = target.column.get<Series>()) {
    s = *series;
  } else {
    Frame frame = target.frame;
    if (target.groups) {
      std::vector<Value> args = target.groups->args;
      frame = Call(ctx, *target.groups->op, args, call.loc).frame(0);
    }
    const NamedExpr& c = columnOf(frame, nameIn(target.column, "the column name", call.loc));
    s = {frame.rows, c.expr, c.name};
  }
  s.expr = change(s.expr);
  target.column = {s, call.loc};
  return target;
}

}  // namespace

bodo::type widest(bodo::type t) {
  if (isInteger(t)) return isSigned(t) ? bodo::int64 : bodo::uint64;
  return isFloat(t) ? bodo::float64 : t;
}

Value buildWindow(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  WindowTarget target = windowTarget(call, true);
  std::vector<const Expr*> numbers;
  if (&info == &op("ffill") || &info == &op("bfill")) {
    call.options({"limit"});
    if (const Value* limit = call.option("limit")) {
      const Expr* n = valueExpr(ctx, *limit, loc);
      if (!isInteger(n->type.type)) fail("bad-option", limit->loc, "the option .limit is a number of rows");
      if (isConstant(n) && *std::get_if<std::int64_t>(&n->constant.value) < 1)
        fail("bad-option", limit->loc, "the option .limit is at least 1");
      numbers = {n};
    }
  } else {
    call.options({});
  }
  if (&info == &op("cumprod"))
    target = withValues(ctx, call, target, [&](const Expr* e) {
      return isNumber(e->type.type) ? cast(ctx, e, widest(e->type.type), loc) : e;
    });
  return windowOver(ctx, target, info, numbers, loc);
}

void checkFill(BuildContext& ctx, const Value& fill, const Expr* values) {
  const Expr* with = valueExpr(ctx, fill, fill.loc);
  if (!unify(ctx, values, with, fill.loc))
    fail("bad-option", fill.loc,
         fmt::format("the option .fill_value is {}, which a column of {} cannot hold", describe(with),
                     toString(values->type.type)),
         "convert the column, .astype(...), or fill with a value of its type");
}

Value buildShift(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"fill_value"});
  const WindowTarget target = windowTarget(call, true);
  const std::size_t next = firstArgument(call, target);
  const Expr* const n =
      call.has(next) ? call.integer(next, "the number of rows") : integerConstant(ctx, 1, bodo::int64, loc);
  const Value shifted = windowOver(ctx, target, info, {n}, loc);
  const Value* const fill = call.option("fill_value");
  if (!fill) return shifted;
  checkFill(ctx, *fill, shifted.get<Series>()->expr);
  bool mayMiss = false;  // the values themselves
  const WindowTarget flags = withValues(ctx, call, target, [&](const Expr* e) {
    mayMiss = mayMiss || e->type.nullable;
    return constantExpr(ctx.function, {bodo::boolean, true, ""}, loc);
  });
  if (!mayMiss) return buildCall(ctx, "fillna", {shifted, *fill}, loc);
  const Value beyond = buildCall(ctx, "isna", {windowOver(ctx, flags, info, {n}, loc)}, loc);
  Value result = buildCall(ctx, "where", {beyond, *fill, shifted}, loc);
  result.get<Series>()->name = shifted.get<Series>()->name;
  return result;
}

Value buildDiff(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const WindowTarget target = windowTarget(call, true);
  const Value now = withValues(ctx, call, target, [](const Expr* e) { return e; }).column;
  const Value before = buildShift(ctx, op("shift"), args, loc);
  if (&info == &op("diff")) return buildCall(ctx, op("sub"), {now, before}, loc);
  const Value part = buildCall(ctx, op("div"), {now, before}, loc);
  return buildCall(ctx, op("sub"), {part, Value{Constant{bodo::int64, std::int64_t{1}, ""}, loc}}, loc);
}

Value buildRank(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"method", "ascending", "pct"});
  struct Method {
    const char* name;
    const OpInfo *places, *parts;
  };
  const Method methods[] = {{"average", &op("rank_average"), &op("rank_average_pct")},
                            {"min", &op("rank_min"), &op("rank_min_pct")},
                            {"max", &op("rank_max"), &op("rank_max_pct")},
                            {"first", &op("rank_first"), &op("rank_first_pct")},
                            {"dense", &op("rank_dense"), &op("rank_dense_pct")}};
  std::vector<std::string> names;
  for (const Method& m : methods) names.push_back(m.name);
  const std::string method = call.oneOf("method", names, "average");
  const bool pct = call.flag("pct", false);
  const auto flag = [&](bool value) { return constantExpr(ctx.function, {bodo::boolean, value, ""}, loc); };
  const Method& chosen = *std::ranges::find(methods, method, [](const Method& m) { return std::string(m.name); });
  return windowOver(ctx, windowTarget(call, true), pct ? *chosen.parts : *chosen.places,
                    {flag(!call.flag("ascending", true)), flag(pct)}, loc);
}

Value buildRolling(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending* rolling = call.at(0).get<Pending>();
  Value column;
  if (rolling && rolling->op == &op("rolling_column")) {
    column = rolling->args.at(1);
    rolling = rolling->args.at(0).get<Pending>();
  }
  if (!rolling || rolling->op != &op("rolling")) throw InternalError("windows without rolling()");
  std::vector<Value> rollingArgs = rolling->args;
  const Call window(ctx, *rolling->op, rollingArgs, loc);
  window.options({"min_periods", "center", "on"});
  WindowTarget target;
  if (window.isSeries(0) || window.at(0).get<Pending>())
    target = windowTarget(window, false);
  else
    target.frame = window.frame(0);
  if (!column.empty()) target.column = column;
  if (target.column.empty())
    fail("bad-argument", loc, "these windows need a column", "choose it: df.rolling(7)[\"A\"].sum()");

  const auto number = [&](std::int64_t n) { return integerConstant(ctx, n, bodo::int64, loc); };
  const Expr *rows = number(0), *duration = number(0), *least = number(0);
  const auto* text = window.at(1).get<Constant>();
  const Value* on = window.option("on");
  if (text && std::holds_alternative<std::string>(text->value)) {
    const TimeUnit unit = unitIn(std::get<std::string>(text->value), window.locOf(1));
    if (unit.months != 0)
      fail("bad-argument", window.locOf(1), "windows of time have a fixed length, which months and years do not have",
           "give days: \"30d\"");
    if (!on)
      fail("bad-argument", window.locOf(1), "windows of time need the column of the times",
           "name it: df.rolling(\"7d\", {.on = \"day\"})[\"A\"].sum()");
    duration = integerConstant(ctx, unit.nanoseconds, bodo::duration, loc);
  } else {
    rows = window.integer(1, "the number of rows");
    if (isConstant(rows) && std::get<std::int64_t>(rows->constant.value) < 1)
      fail("bad-argument", window.locOf(1), "a window has at least its own row");
    if (on)
      fail("bad-option", on->loc, "the option .on is for windows of time",
           "give a time, \"7d\", or leave the option out for rows in their order");
  }
  if (on) {
    if (window.isSeries(0))
      fail("bad-option", on->loc, "a series has no column for .on",
           "begin with the frame: df.rolling(\"7d\", {.on = \"day\"})[\"A\"]");
    target.times = nameIn(*on, "the column name", loc);
    Frame frame = target.frame;
    if (target.groups) {
      std::vector<Value> groupArgs = target.groups->args;
      frame = Call(ctx, *target.groups->op, groupArgs, loc).frame(0);
    }
    const NamedExpr& times = columnOf(frame, *target.times);
    const bodo::type t = times.expr->type.type;
    if (t.id != bodo::kind::date && t.id != bodo::kind::timestamp)
      fail("operand-types", on->loc, fmt::format("windows of time need dates or times, not {}", describe(times.expr)));
  }
  const bool center = window.flag("center", false);
  if (center && on) fail("bad-option", loc, "the option .center is for windows of rows");
  if (const Value* v = window.option("min_periods")) {
    least = valueExpr(ctx, *v, loc);
    if (!isInteger(least->type.type)) fail("bad-option", v->loc, "the option .min_periods is a number of values");
    if (isConstant(least)) {
      const std::int64_t n = std::get<std::int64_t>(least->constant.value);
      if (n < 1) fail("bad-option", v->loc, "the option .min_periods is at least 1");
      if (!on && isConstant(rows) && n > std::get<std::int64_t>(rows->constant.value))
        fail("bad-option", v->loc, "the option .min_periods is larger than the window");
    }
  }
  std::vector<const Expr*> all = {rows, duration, least, constantExpr(ctx.function, {bodo::boolean, center, ""}, loc)};
  if (&info == &op("rolling_quantile"))
    all.push_back(call.has(1) ? quantileArgument(ctx, call.at(1), loc)
                              : constantExpr(ctx.function, {bodo::float64, 0.5, ""}, loc));
  return windowOver(ctx, target, info, all, loc);
}

Value buildEwm(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending* ewm = call.at(0).get<Pending>();
  if (!ewm || ewm->op != &op("ewm")) throw InternalError("weighted means without ewm()");
  std::vector<Value> ewmArgs = ewm->args;
  const Call weights(ctx, *ewm->op, ewmArgs, loc);
  weights.options({"alpha", "span", "com", "halflife", "adjust"});
  const WindowTarget target = windowTarget(weights, false);
  if (target.column.empty())
    fail("bad-argument", loc, "'ewm' of groups needs a column", "choose it first: groupby(...)[\"A\"].ewm(...)");
  std::optional<double> alpha;
  for (const char* name : {"alpha", "span", "com", "halflife"}) {
    const Value* v = weights.option(name);
    if (!v) continue;
    if (alpha) fail("bad-option", v->loc, "'ewm' takes one of the options .alpha, .span, .com and .halflife");
    const Constant* c = v->get<Constant>();
    const double* real = c ? std::get_if<double>(&c->value) : nullptr;
    const std::int64_t* whole = c ? std::get_if<std::int64_t>(&c->value) : nullptr;
    if (!real && !whole)
      fail("option-not-constant", v->loc,
           fmt::format("the option .{} must be a number that is known while compiling", name));
    const double x = real ? *real : static_cast<double>(*whole);
    const std::string option = name;
    alpha = option == "alpha"  ? x
            : option == "span" ? 2 / (x + 1)
            : option == "com"  ? 1 / (x + 1)
                               : 1 - std::exp(-std::log(2.0) / x);
    const bool fits = option == "alpha"  ? x > 0 && x <= 1
                      : option == "span" ? x >= 1
                      : option == "com"  ? x >= 0
                                         : x > 0;
    if (!fits)
      fail("bad-option", v->loc, fmt::format("the option .{} cannot be {}", name, x),
           "alpha is above 0 and at most 1, span at least 1, com at least 0, halflife above 0");
  }
  if (!alpha) fail("bad-option", loc, "'ewm' needs one of the options .alpha, .span, .com and .halflife");
  const bool adjust = weights.flag("adjust", true);
  return windowOver(ctx, target, info,
                    {constantExpr(ctx.function, {bodo::float64, *alpha, ""}, loc),
                     constantExpr(ctx.function, {bodo::boolean, adjust, ""}, loc)},
                    loc);
}

}  // namespace bodocc
