// Groups: groupby(...) waits for its aggregates; value_counts is a group-by followed by a sort.
#include "Statistics.h"
#include "Windows.h"

#include <algorithm>

namespace bodocc {

namespace {

// The function and the start value of `reduce`.
void setReduction(BuildContext& ctx, Column& column, const std::vector<Value>& args, SourceLoc loc) {
  const auto* function = args.at(2).get<std::shared_ptr<const UserFunction>>();
  if (!function) throw InternalError("reduce() without a function");
  std::shared_ptr<const UserFunction> typed = *function;
  if (typed->generic) typed = ctx.instantiate(*typed, {column.from->type, column.from->type});
  const UserFunction& f = *typed;
  const SourceLoc at = args[2].loc.valid() ? args[2].loc : loc;
  if (f.local)
    fail("reduce-function", at, "the function of 'reduce' uses variables of the function around it",
         "it can only use its two values: map the column first");
  bodo::type type = f.result.type;
  const bool closed = f.params.size() == 2 && f.params[0].type == type && f.params[1].type == type &&
                      !f.params[0].nullable && !f.params[1].nullable && !f.result.nullable;
  if (!closed)
    fail("reduce-function", at, "the function of 'reduce' must combine two values of one type to a third of that type",
         "for example [](double a, double b) { return a * b; }");
  if (isString(type))
    fail("reduce-function", loc, "'reduce' does not combine strings",
         "min, max, first, last and nunique do; or reduce a number or a date");
  if (isDecimal(type)) {
    if (!isDecimal(column.from->type.type))
      failScale(at, "the bodo::decimal_values that this function returns",
                "convert the column, which gives them its digits: .astype(\"decimal(15,2)\")");
    type = bodo::decimal(38, column.from->type.type.scale);
  }
  const Expr* identity = valueExpr(ctx, args[1], loc);
  const bool numbers = isNumber(column.from->type.type) && isNumber(type) && isNumber(identity->type.type);
  if (!numbers && (!(column.from->type.type == type) || !(identity->type.type == type)))
    fail("reduce-function", loc,
         fmt::format("the function of 'reduce' combines {}, but the column is {}", toString(type),
                     describe(column.from)));
  column.from = convert(ctx, column.from, type, loc);
  column.args = {convert(ctx, identity, type, loc)};
  column.function = typed;
  column.type = {type};
}

// The columns that a call on groups or on chosen ones of their columns is about: all but the keys if none are chosen.
std::vector<Name> valueNames(BuildContext& ctx, const Pending& groups, const Pending* chosen, SourceLoc loc) {
  if (chosen) return namesIn(chosen->args.at(1), "the column name", loc);
  std::vector<Value> args = groups.args;
  const Call call(ctx, *groups.op, args, loc);
  const Frame frame = call.frame(0);
  std::vector<GroupKey> keys;
  if (groups.op == &op("resample")) {
    const Name times = resampledColumn(call);
    keys.push_back({times, columnOf(frame, times).expr});
  } else {
    keys = groupKeys(call, frame);
  }
  std::vector<Name> names;
  for (const NamedExpr& c : frame.columns)
    if (std::ranges::none_of(keys, [&](const GroupKey& k) { return k.name.text == c.name && k.expr == c.expr; }))
      names.push_back({c.name, loc});
  if (names.empty())
    fail("bad-argument", loc, "all columns of the frame are keys: there is none to aggregate",
         "groupby(...).size() counts the rows of each group");
  return names;
}

}  // namespace

const Expr* quantileArgument(BuildContext& ctx, const Value& v, SourceLoc loc) {
  const SourceLoc at = v.loc.valid() ? v.loc : loc;
  const Expr* q = valueExpr(ctx, v, at);
  if (!isNumber(q->type.type)) fail("bad-argument", at, fmt::format("a quantile is a number, not {}", describe(q)));
  q = convert(ctx, q, bodo::float64, at);
  const double* const known = isConstant(q) ? std::get_if<double>(&q->constant.value) : nullptr;
  if (known && !(*known >= 0 && *known <= 1))
    fail("bad-argument", at, fmt::format("there is no quantile {}", *known), "it is from 0 to 1: 0.9 for 90 percent");
  return q;
}

Column aggregated(BuildContext& ctx, const OpInfo& info, std::string name, const Expr* from,
                  const std::vector<Value>& args, bool grouped, SourceLoc loc) {
  Column column{.name = std::move(name), .from = from, .aggregate = &info};
  if (&info == &op("reduce")) {
    setReduction(ctx, column, args, loc);
    return column;
  }
  if (info.asFloats && isNumber(from->type.type)) column.from = convert(ctx, from, bodo::float64, loc);
  if (args.size() > 1) column.args = {quantileArgument(ctx, args[1], loc)};
  column.type = info.aggregated(ctx, info, column.from, grouped, loc);
  return column;
}

std::vector<GroupKey> groupKeys(const Call& call, const Frame& frame) {
  std::vector<GroupKey> keys;
  const auto add = [&](const Value& key) {
    if (const Series* s = key.get<Series>())
      keys.push_back({{s->name, key.loc}, s->expr});
    else
      for (const Name& name : namesIn(key, "the column name", call.loc))
        keys.push_back({name, columnOf(frame, name).expr});
  };
  if (const List* list = call.at(1).get<List>())
    std::ranges::for_each(list->items, add);
  else
    add(call.at(1));
  if (keys.empty()) fail("bad-argument", call.locOf(1), "groupby needs at least one key");
  return keys;
}

namespace {

// The frame's groups with plain aggregates alone, each a column of the op's.
Frame plainGroups(BuildContext& ctx, Frame frame, std::vector<GroupKey> keys, bool dropMissing,
                  const std::vector<AggregateSpec>& specs, SourceLoc loc) {
  // aggregates of expressions may be over other row sets than the frame's
  Alignment alignment(ctx, loc);
  alignment.add(frame.rows);
  for (const AggregateSpec& spec : specs)
    if (const Series* s = spec.series()) alignment.add(s->rows);
  Rows* const common = alignment.rows();
  for (NamedExpr& c : frame.columns) c.expr = alignment.lift(c.expr, frame.rows);
  for (GroupKey& key : keys) key.expr = alignment.lift(key.expr, frame.rows);
  frame.rows = common;

  Op& made = ctx.append(op("groupby"), loc);
  made.inputs = {frame.rows};
  made.dropMissingKeys = dropMissing;
  Rows& rows = ctx.addRows(made);
  for (const auto& [name, expr] : keys) {
    made.keys.push_back(expr);
    Column column{.name = name.text, .type = expr->type, .from = expr};
    if (dropMissing) column.type.nullable = false;
    rows.columns.push_back(std::move(column));
  }
  for (const AggregateSpec& spec : specs) {
    const Expr* from = nullptr;
    if (const Series* s = spec.series())
      from = alignment.lift(s->expr, s->rows);
    else if (!spec.spec.args.empty())
      from = columnOf(frame, nameIn(spec.spec.args[0], "the column name", spec.loc)).expr;
    rows.columns.push_back(aggregated(ctx, *spec.spec.op, spec.name, from, spec.spec.args, true, spec.loc));
  }
  return frameOf(ctx, rows, loc);
}

}  // namespace

Frame groupRows(BuildContext& ctx, const Frame& frame, const std::vector<GroupKey>& keys, bool dropMissing,
                const std::vector<AggregateSpec>& specs, SourceLoc loc) {
  std::vector<Name> names;
  for (const GroupKey& key : keys) names.push_back(key.name);
  for (const AggregateSpec& spec : specs) names.push_back({spec.name, spec.loc});
  checkNames(names, "the aggregated frame", loc);

  std::vector<AggregateSpec> plain;
  std::vector<std::optional<Composition>> composed;
  for (const AggregateSpec& spec : specs) {
    composed.emplace_back();
    if (!spec.spec.op->composed) {
      plain.push_back(spec);
      continue;
    }
    const Spread spread = [&](const OpInfo& of, const Value& series) {
      return spreadOverGroups(ctx, windowRows(ctx, frame, keys, dropMissing, {}, series, spec.loc), of, {series},
                              spec.loc);
    };
    composed.back() = compose(ctx, spec, frame, spread);
    for (AggregateSpec part : composed.back()->parts) {
      part.name = spec.name + " " + part.name;
      plain.push_back(std::move(part));
    }
  }
  const Frame groups = plainGroups(ctx, frame, keys, dropMissing, plain, loc);
  Frame result{groups.rows, {}};
  result.columns.assign(groups.columns.begin(), groups.columns.begin() + static_cast<std::ptrdiff_t>(keys.size()));
  std::size_t next = keys.size();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (!composed[i]) {
      result.columns.push_back(groups.columns[next++]);
      continue;
    }
    std::vector<Value> parts;
    for (std::size_t p = 0; p < composed[i]->parts.size(); ++p, ++next)
      parts.push_back({Series{groups.rows, groups.columns[next].expr, groups.columns[next].name}, specs[i].loc});
    const Value value = composed[i]->end(parts);
    result.columns.push_back({specs[i].name, named(ctx, value.get<Series>()->expr, specs[i].name)});
  }
  return result;
}

Value groupBy(BuildContext& ctx, const Pending& pending, const std::vector<AggregateSpec>& specs, SourceLoc loc) {
  if (pending.op == &op("resample")) return resample(ctx, pending, specs, loc);
  std::vector<Value> args = pending.args;
  const Call call(ctx, *pending.op, args, loc);
  call.options({"sort", "dropna"});
  const Frame frame = call.frame(0);
  const std::vector<GroupKey> keys = groupKeys(call, frame);
  for (const GroupKey& key : keys) {
    const NamedExpr* const own = frame.find(key.name.text);
    const auto same = [&](const std::string& name) { return name == key.name.text; };
    const bool twice = std::ranges::count_if(keys, [&](const GroupKey& k) { return same(k.name.text); }) > 1 ||
                       std::ranges::any_of(specs, [&](const AggregateSpec& spec) { return same(spec.name); });
    if (twice && !(own && own->expr == key.expr))
      fail("duplicate-column", key.name.loc.valid() ? key.name.loc : loc,
           fmt::format("the computed key takes the name '{}', which another column of the groups has", key.name.text),
           "make it a column first, df[\"key\"] = ..., and group by \"key\"");
  }
  Frame result = groupRows(ctx, frame, keys, call.flag("dropna", true), specs, loc);
  if (!call.flag("sort", false)) return {std::move(result), loc};

  std::vector<const Expr*> order;
  for (std::size_t i = 0; i < keys.size(); ++i) order.push_back(result.columns[i].expr);
  std::vector<SortOrder> orders(order.size());
  return {frameOf(ctx, sortRows(ctx, result, std::move(order), std::move(orders), loc), loc), loc};
}

Value buildPending(BuildContext&, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return {Pending{&info, std::move(args)}, loc};
}

// Keys that are series become series over the frame's rows.
Value buildGroups(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  List* const list = args.at(1).get<List>();
  std::vector<Series*> keys;
  for (Value& value : list ? list->items : std::span(&args[1], 1)) {
    Series* const s = value.get<Series>();
    if (!s) continue;
    if (s->name.empty())
      fail("bad-argument", value.loc.valid() ? value.loc : loc, "this key has no name",
           "make it a column, and group by that: df[\"key\"] = ...");
    keys.push_back(s);
  }
  if (!keys.empty()) {
    Frame frame = Call(ctx, info, args, loc).frame(0);
    Alignment alignment(ctx, loc);
    alignment.add(frame.rows);
    for (const Series* s : keys) alignment.add(s->rows);
    Rows* const common = alignment.rows();
    for (Series* s : keys) *s = {common, alignment.lift(s->expr, s->rows), s->name};
    for (NamedExpr& c : frame.columns) c.expr = alignment.lift(c.expr, frame.rows);
    frame.rows = common;
    args[0] = {std::move(frame), args[0].loc};
  }
  return buildPending(ctx, info, args, loc);
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

// `sum("A")` in agg waits; `groupby(...)["A"].sum()`, `groupby(...).sum()` and `s.sum()` do not.
Value buildAggregate(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  if (ctx.owner == "bodo.agg") return {Pending{&info, std::move(args)}, loc};
  const Call call(ctx, info, args, loc);
  if (const Pending* receiver = call.at(0).get<Pending>()) {
    const Pending* chosen = receiver->op == &op("grouped_column") ? receiver : nullptr;
    const Pending* groups = chosen ? chosen->args.at(0).get<Pending>() : receiver;
    if (!groups) throw InternalError("an aggregate of chosen columns without groups");
    std::vector<AggregateSpec> specs;
    for (const Name& name : valueNames(ctx, *groups, chosen, loc)) {
      std::vector<Value> ofColumn = args;
      ofColumn[0] = {Constant{bodo::string, name.text, ""}, name.loc};
      specs.push_back({name.text, {&info, std::move(ofColumn)}, loc});
    }
    return groupBy(ctx, *groups, specs, loc);
  }
  if (call.at(0).get<Frame>()) return buildOfColumns(ctx, info, args, loc);
  const Series s = call.series(0);
  if (call.size() > 1)
    if (const List* parts = call.at(1).get<List>()) return buildQuantiles(ctx, s, *parts, loc);
  Op& made = ctx.append(op("reduction"), loc);
  made.inputs = {s.rows};
  made.outputs.push_back(aggregated(ctx, info, s.name.empty() ? info.id : s.name, s.expr, args, false, loc));
  Scalar& result = ctx.addScalar(made, made.outputs[0].type);
  if (ctx.name.empty()) result.name = info.id;
  return {static_cast<const Scalar*>(&result), loc};
}

Value buildSize(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  if (args.empty()) return {Pending{&info, {}}, loc};
  const Call call(ctx, info, args, loc);
  if (const Pending* groups = call.at(0).get<Pending>())
    return groupBy(ctx, *groups, {{info.id, {&info, {}}, loc}}, loc);
  Rows* rows = call.frame(0).rows;
  Op& made = ctx.append(op("reduction"), loc);
  made.inputs = {rows};
  made.outputs.push_back(
      {.name = info.id, .type = info.aggregated(ctx, info, nullptr, false, loc), .aggregate = &info});
  Scalar& result = ctx.addScalar(made, made.outputs[0].type);
  if (ctx.name.empty()) result.name = info.id;
  return {static_cast<const Scalar*>(&result), loc};
}

Value buildValueCounts(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"normalize"});
  const Series s = call.series(0);
  const std::string name = s.name.empty() ? "value" : s.name;
  const Frame frame{s.rows, {{name, s.expr}}};
  const Constant key{bodo::string, name, ""};
  const Pending groups{&op("groups"), {Value{frame, loc}, Value{key, loc}}};
  const Value counted = groupBy(ctx, groups, {{"count", {&op("size"), {}}, loc}}, loc);
  const Frame* counts = counted.get<Frame>();
  Frame sorted = frameOf(ctx,
                         sortRows(ctx, *counts, {counts->columns[1].expr, counts->columns[0].expr},
                                  {{.ascending = false}, {.ascending = true}}, loc),
                         loc);
  if (call.flag("normalize", false)) {
    const auto count = [&](const Frame& f) { return Value{Series{f.rows, f.columns[1].expr, "proportion"}, loc}; };
    const Value part = buildCall(ctx, "div", {count(sorted), buildCall(ctx, "sum", {count(*counts)}, loc)}, loc);
    sorted.columns[1] = {"proportion", named(ctx, part.get<Series>()->expr, "proportion")};
  }
  return {std::move(sorted), loc};
}

}  // namespace bodocc
