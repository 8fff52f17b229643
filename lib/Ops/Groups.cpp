// Groups: groupby(...) waits for its aggregates; value_counts is a group-by followed by a sort.
#include "Builders.h"

namespace bodocc {

namespace {

// A column of the result of a group-by or of a reduction.
Column aggregated(BuildContext& ctx, const Frame& frame, const AggregateSpec& spec, bool grouped) {
  const OpInfo& info = *spec.spec.op;
  Column column{.name = spec.name, .aggregate = &info};
  if (&info == &op("size")) {
    column.type = info.aggregated(ctx, info, nullptr, grouped, spec.loc);
    return column;
  }
  const std::vector<Value>& args = spec.spec.args;
  column.from = columnOf(frame, nameIn(args.at(0), "the column name", spec.loc)).expr;
  if (args.size() > 2) {
    // the user's: identity and function
    const auto* function = args[2].get<std::shared_ptr<const UserFunction>>();
    if (!function) throw InternalError("reduce() without a function");
    std::shared_ptr<const UserFunction> typed = *function;
    if (typed->generic) typed = ctx.instantiate(*typed, {column.from->type, column.from->type});
    const UserFunction& f = *typed;
    if (f.local)
      fail("reduce-function", args[2].loc.valid() ? args[2].loc : spec.loc,
           "the function of 'reduce' uses variables of the function around it",
           "it can only use its two values: map the column first");
    bodo::type type = f.result.type;
    const bool closed = f.params.size() == 2 && f.params[0].type == type && f.params[1].type == type &&
                        !f.params[0].nullable && !f.params[1].nullable && !f.result.nullable;
    if (!closed)
      fail("reduce-function", args[2].loc.valid() ? args[2].loc : spec.loc,
           "the function of 'reduce' must combine two values of one type to a third of that type",
           "for example [](double a, double b) { return a * b; }");
    if (isString(type))
      fail("reduce-function", spec.loc, "'reduce' does not combine strings",
           "min, max, first, last and nunique do; or reduce a number or a date");
    if (isDecimal(type)) {
      if (!isDecimal(column.from->type.type))
        failScale(args[2].loc.valid() ? args[2].loc : spec.loc, "the bodo::decimal_values that this function returns",
                  "convert the column, which gives them its digits: .astype(\"decimal(15,2)\")");
      type = bodo::decimal(38, column.from->type.type.scale);
    }
    const Expr* identity = valueExpr(ctx, args[1], spec.loc);
    const bool numbers = isNumber(column.from->type.type) && isNumber(type) && isNumber(identity->type.type);
    if (!numbers && (!(column.from->type.type == type) || !(identity->type.type == type)))
      fail("reduce-function", spec.loc,
           fmt::format("the function of 'reduce' combines {}, but the column is {}", toString(type),
                       describe(column.from)));
    column.from = convert(ctx, column.from, type, spec.loc);
    column.args = {convert(ctx, identity, type, spec.loc)};
    column.function = typed;
    column.type = {type};
    return column;
  }
  column.type = info.aggregated(ctx, info, column.from, grouped, spec.loc);
  return column;
}

}  // namespace

Value groupBy(BuildContext& ctx, const Pending& pending, const std::vector<AggregateSpec>& specs, SourceLoc loc) {
  std::vector<Value> args = pending.args;
  const Call call(ctx, *pending.op, args, loc);
  call.options({"sort", "dropna"});
  const Frame frame = call.frame(0);
  const std::vector<Name> keys = call.names(1, "the column name");
  if (keys.empty()) fail("bad-argument", call.locOf(1), "groupby needs at least one key");

  Op& made = ctx.append(op("groupby"), loc);
  made.inputs = {frame.rows};
  made.dropMissingKeys = call.flag("dropna", true);
  Rows& rows = ctx.addRows(made);
  std::vector<Name> names = keys;
  for (const Name& key : keys) {
    const NamedExpr& c = columnOf(frame, key);
    made.keys.push_back(c.expr);
    Column column{.name = key.text, .type = c.expr->type, .from = c.expr};
    if (made.dropMissingKeys) column.type.nullable = false;
    rows.columns.push_back(std::move(column));
  }
  for (const AggregateSpec& spec : specs) {
    rows.columns.push_back(aggregated(ctx, frame, spec, true));
    names.push_back({spec.name, spec.loc});
  }
  checkNames(names, "the aggregated frame", loc);
  Frame result = frameOf(ctx, rows, loc);
  if (!call.flag("sort", false)) return {std::move(result), loc};

  std::vector<const Expr*> order;
  for (std::size_t i = 0; i < keys.size(); ++i) order.push_back(result.columns[i].expr);
  std::vector<SortOrder> orders(order.size());
  return {frameOf(ctx, sortRows(ctx, result, std::move(order), std::move(orders), loc), loc), loc};
}

Value buildPending(BuildContext&, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return {Pending{&info, std::move(args)}, loc};
}

Value buildAgg(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending* groups = call.at(0).get<Pending>();
  const List* list = call.at(1).get<List>();
  if (!groups || !list) throw InternalError("agg() without groups or a list");
  std::vector<AggregateSpec> specs;
  for (const Value& item : list->items) {
    const List* pair = item.get<List>();
    const Pending* spec = pair && pair->items.size() == 2 ? pair->items[1].get<Pending>() : nullptr;
    if (!spec) throw InternalError("agg() with something that is no aggregate");
    const SourceLoc at = item.loc.valid() ? item.loc : loc;
    specs.push_back({nameIn(pair->items[0], "the column name", at).text, *spec,
                     pair->items[1].loc.valid() ? pair->items[1].loc : at});
  }
  return groupBy(ctx, *groups, specs, loc);
}

Value buildReduce(BuildContext&, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return {Pending{&info, std::move(args)}, loc};
}

// `sum("A")` in agg waits; `groupby(...)["A"].sum()` and `s.sum()` do not.
Value buildAggregate(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (const Pending* column = call.at(0).get<Pending>()) {
    const Pending* groups = column->args.at(0).get<Pending>();
    if (!groups || column->args.size() != 2)
      fail("bad-argument", loc, fmt::format("choose the column first: groupby(...)[\"A\"].{}()", info.method));
    const std::string name = nameIn(column->args[1], "the column name", loc).text;
    return groupBy(ctx, *groups, {{name, {&info, {column->args[1]}}, loc}}, loc);
  }
  if (!call.isSeries(0)) return {Pending{&info, std::move(args)}, loc};

  const Series s = call.series(0);
  const std::string name = s.name.empty() ? info.id : s.name;
  Column column{.name = name, .from = s.expr, .aggregate = &info};
  column.type = info.aggregated(ctx, info, s.expr, false, loc);
  Op& made = ctx.append(op("reduction"), loc);
  made.inputs = {s.rows};
  made.outputs.push_back(column);
  Scalar& result = ctx.addScalar(made, column.type);
  if (ctx.name.empty()) result.name = info.id;
  return {static_cast<const Scalar*>(&result), loc};
}

Value buildSize(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  if (args.empty()) return {Pending{&info, {}}, loc};
  const Call call(ctx, info, args, loc);
  if (const Pending* groups = call.at(0).get<Pending>())
    return groupBy(ctx, *groups, {{"size", {&info, {}}, loc}}, loc);
  Rows* rows = call.frame(0).rows;
  Op& made = ctx.append(op("reduction"), loc);
  made.inputs = {rows};
  made.outputs.push_back({.name = "size", .type = info.aggregated(ctx, info, nullptr, false, loc), .aggregate = &info});
  Scalar& result = ctx.addScalar(made, made.outputs[0].type);
  if (ctx.name.empty()) result.name = info.id;
  return {static_cast<const Scalar*>(&result), loc};
}

Value buildValueCounts(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series s = call.series(0);
  const std::string name = s.name.empty() ? "value" : s.name;
  const Frame frame{s.rows, {{name, s.expr}}};
  const Constant key{bodo::string, name, ""};
  const Pending groups{&op("groups"), {Value{frame, loc}, Value{key, loc}}};
  const Value counted = groupBy(ctx, groups, {{"count", {&op("size"), {}}, loc}}, loc);
  const Frame* counts = counted.get<Frame>();
  return {frameOf(ctx,
                  sortRows(ctx, *counts, {counts->columns[1].expr, counts->columns[0].expr},
                           {{.ascending = false}, {.ascending = true}}, loc),
                  loc),
          loc};
}

}  // namespace bodocc
