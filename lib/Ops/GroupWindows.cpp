// One value for each row from the rows of its group: transform, numbers of rows, shifts; and the rows of groups that
// these choose. A `window` op with keys brings the rows of each key together.
#include "Builders.h"

#include <algorithm>

namespace bodocc {

namespace {

// The expression over the input of `rows`, whose columns it reads; null if one of them is made by its op, or if it may
// depend on something that is known only later.
const Expr* below(BuildContext& ctx, const Rows& rows, const Expr* e) {
  bool fits = true;
  forEachExpr(e, [&](const Expr& x) {
    fits = fits && !x.function && x.kind != ExprKind::Host && x.kind != ExprKind::Scalar &&
           !(x.kind == ExprKind::Column && rows.columns[x.column].aggregate) && !(x.op && x.op->canFail);
  });
  if (!fits) return nullptr;
  std::vector<const Expr*> from;
  for (const Column& c : rows.columns) from.push_back(c.from);
  return substitute(ctx.function, e, rows, from);
}

// A window op with these keys that has just made `rows`: then it takes further windows, and the rows travel once.
// `exprs` become expressions over its input.
Op* sharedWindow(BuildContext& ctx, const Rows& rows, std::vector<const Expr*>& exprs, std::size_t keys, bool drop) {
  Op* const op = rows.def;
  if (!op || op->info != &bodocc::op("window") || op->keys.size() != keys || op->dropMissingKeys != drop)
    return nullptr;
  if (std::ranges::none_of(ctx.region->ops, [&](const auto& o) { return o.get() == op; })) return nullptr;
  std::vector<const Expr*> lower;
  for (const Expr* e : exprs) lower.push_back(e ? below(ctx, rows, e) : nullptr);
  for (std::size_t i = 0; i < exprs.size(); ++i)
    if ((exprs[i] && !lower[i]) || (i < keys && lower[i] != op->keys[i])) return nullptr;
  exprs = std::move(lower);
  return op;
}

// The groups that a call is on, and the column that it names or has chosen; empty without one.
struct Receiver {
  const Pending* groups;
  Value column = {};
};

Receiver receiverOf(const Call& call, bool ofColumn) {
  const Pending* pending = call.at(0).get<Pending>();
  if (!pending) throw InternalError("a window of groups without groups");
  if (pending->op != &op("grouped_column")) {
    if (ofColumn && (!call.has(1) || call.at(1).get<HostValue>()))
      fail("bad-argument", call.loc, fmt::format("'{}' of groups needs a column", call.op.method),
           fmt::format("choose it first: groupby(...)[\"A\"].{}()", call.op.method));
    return {pending, ofColumn ? call.at(1) : Value{}};
  }
  const Pending* groups = pending->args.at(0).get<Pending>();
  if (!groups) throw InternalError("chosen columns without groups");
  return {groups, pending->args.at(1)};
}

// A series over the frame's rows: `info` of the rows of each group. `args`: the value (a name, a series, or none), then
// the operation's further ones.
Value windowOfGroups(BuildContext& ctx, const Pending& groups, const OpInfo& info, std::vector<Value> args,
                     std::vector<const Expr*> numbers, SourceLoc loc) {
  std::vector<Value> groupArgs = groups.args;
  const Call call(ctx, *groups.op, groupArgs, loc);
  call.options({"sort", "dropna"});
  const Frame frame = call.frame(0);
  const bool drop = call.flag("dropna", true);
  Alignment alignment(ctx, loc);
  alignment.add(frame.rows);
  const Series* const series = args.empty() ? nullptr : args[0].get<Series>();
  if (series) alignment.add(series->rows);
  Rows* rows = alignment.rows();
  std::vector<const Expr*> exprs;
  for (const Name& key : call.names(1, "the column name"))
    exprs.push_back(alignment.lift(columnOf(frame, key).expr, frame.rows));
  const std::size_t keys = exprs.size();
  if (keys == 0) fail("bad-argument", call.locOf(1), "groupby needs at least one key");
  std::string name;
  if (series) {
    name = series->name;
    exprs.push_back(alignment.lift(series->expr, series->rows));
  } else if (!args.empty() && !args[0].empty()) {
    const Name of = nameIn(args[0], "the column name", loc);
    name = of.text;
    exprs.push_back(alignment.lift(columnOf(frame, of).expr, frame.rows));
  }
  const bool missing = drop && std::ranges::any_of(exprs.begin(), exprs.begin() + static_cast<std::ptrdiff_t>(keys),
                                                   [](const Expr* key) { return key->type.nullable; });

  Op* made = sharedWindow(ctx, *rows, exprs, keys, drop);
  if (!made) {
    made = &ctx.append(op("window"), loc);
    made->inputs = {rows};
    made->keys.assign(exprs.begin(), exprs.begin() + static_cast<std::ptrdiff_t>(keys));
    made->dropMissingKeys = drop;
    ctx.addRows(*made);
  }
  const Expr* from = exprs.size() > keys ? exprs.back() : nullptr;
  const bool aggregates = *info.lowering == '\0';
  // states of groups hold a coded string as its word
  if (from && from->type.coded && aggregates)
    from = callExpr(ctx.function, plainOp(), {from}, {bodo::string, from->type.nullable}, loc);
  Column column = aggregated(ctx, info, name.empty() ? info.id : name + "_" + info.id, from, args, true, loc);
  if (aggregates && isCollected(column))
    fail("limitation", loc,
         fmt::format("'transform' cannot spread the '{}' of groups over their rows yet", info.method),
         "aggregate, and merge with the frame: df.merge(groups, {.on = \"k\", .how = \"left\"})");
  for (const Expr* n : numbers) column.args.push_back(n);
  column.type.nullable = column.type.nullable || missing;
  Rows& windows = made->rows();
  windows.columns.push_back(std::move(column));
  const Expr* result = columnExpr(ctx.function, windows, static_cast<unsigned>(windows.columns.size() - 1), loc);
  return {Series{&windows, result, name}, loc};
}

}  // namespace

Value buildGroupWindow(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (info.aggregated == countType) return windowOfGroups(ctx, *receiverOf(call, false).groups, info, {}, {}, loc);
  const Receiver on = receiverOf(call, true);
  const std::size_t next = call.at(0).get<Pending>() == on.groups ? 2 : 1;
  const Expr* k = call.has(next) ? call.integer(next, "the number of rows") : integerConstant(ctx, 1, bodo::int64, loc);
  return windowOfGroups(ctx, *on.groups, info, {on.column}, {k}, loc);
}

Value buildTransform(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending* groups = call.at(0).get<Pending>();
  const Pending* aggregate = call.at(1).get<Pending>();
  if (!groups || !aggregate) throw InternalError("transform() without groups or an aggregate");
  return windowOfGroups(ctx, *groups, *aggregate->op, aggregate->args, {}, loc);
}

Value buildCumCount(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Value number = windowOfGroups(ctx, *receiverOf(call, false).groups, op("row_number"), {}, {}, loc);
  return buildCall(ctx, op("sub"), {number, integerValue(1, loc)}, loc);
}

Value buildGroupDiff(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Receiver on = receiverOf(call, true);
  const Value before = buildGroupWindow(ctx, op("group_shift"), args, loc);
  const Frame frame = on.groups->args.at(0).get<Frame>() ? *on.groups->args[0].get<Frame>() : Frame{};
  const NamedExpr& c = columnOf(frame, nameIn(on.column, "the column name", loc));
  const Value now{Series{frame.rows, c.expr, c.name}, loc};
  if (&info == &op("group_diff")) return buildCall(ctx, op("sub"), {now, before}, loc);
  const Value part = buildCall(ctx, op("div"), {now, before}, loc);
  return buildCall(ctx, op("sub"), {part, integerValue(1, loc)}, loc);
}

Value buildGroupHead(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending& groups = *receiverOf(call, false).groups;
  const bool nth = &info == &op("group_nth");
  if (call.has(1)) static_cast<void>(call.integer(1, nth ? "the number of the row" : "the number of rows"));
  Value n = call.has(1) ? call.at(1) : integerValue(5, loc);
  bool fromEnd = &info == &op("group_tail");
  if (nth) {
    const auto* c = n.get<Constant>();
    const std::int64_t* const k = c ? std::get_if<std::int64_t>(&c->value) : nullptr;
    if (!k)
      failUnknown("option-not-constant", n, call.locOf(1), "the number of the row must be known while compiling",
                  "df[df.groupby(...).cumcount() == k] takes a variable");
    fromEnd = *k < 0;
    n = integerValue(fromEnd ? -*k : *k + 1, loc);
  }
  const Value number = windowOfGroups(ctx, groups, op(fromEnd ? "rows_left" : "row_number"), {}, {}, loc);
  const Value chosen = buildCall(ctx, op(nth ? "eq" : "le"), {number, n}, loc);
  return buildCall(ctx, op("filter"), {groups.args.at(0), chosen}, loc);
}

}  // namespace bodocc
