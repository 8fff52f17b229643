// One value for each row from the rows of its group: aggregates, which are looked up, numbers of rows; and the rows of
// groups that these choose.
#include <algorithm>

#include "Statistics.h"
#include "Windows.h"

namespace bodocc {

namespace {

const Pending& groupsOf(const Call& call) {
  const WindowTarget target = windowTarget(call, false);
  if (!target.groups) throw InternalError("rows of groups without groups");
  return *target.groups;
}

// Groups of these rows that are looked up by these keys already, and so may have further aggregates: the rows' own op,
// or one over the rows. The expressions of `of` become those over the rows that were grouped.
Op* sharedLookUp(BuildContext& ctx, WindowRows& of) {
  std::vector<const Expr*> lower;
  if (of.rows->def && of.rows->def->info == &op("lookup"))
    for (const Expr* e : of.exprs) lower.push_back(below(ctx, *of.rows, e));
  const bool allBelow = !lower.empty() && std::ranges::none_of(lower, [](const Expr* e) { return e == nullptr; });
  const auto isMadeHere = [&](const Op* made) {
    return std::ranges::any_of(ctx.region->ops, [&](const auto& o) { return o.get() == made; });
  };
  for (auto o = ctx.region->ops.rbegin(); o != ctx.region->ops.rend(); ++o) {
    Op& found = **o;
    if (found.info != &op("lookup") || found.keys.size() != of.keys) continue;
    const Op* const groups = found.inputs.at(1)->def;
    if (!groups || groups->info != &op("groupby") || groups->dropMissingKeys != of.dropMissing ||
        groups->inputs.front() != found.inputs.front() || !isMadeHere(groups))
      continue;
    const auto hasKeys = [&](const std::vector<const Expr*>& exprs) {
      return std::ranges::all_of(exprs, isEarly) && std::equal(found.keys.begin(), found.keys.end(), exprs.begin());
    };
    if (found.inputs.front() == of.rows && hasKeys(of.exprs)) return &found;
    if (&found.rows() == of.rows && allBelow && hasKeys(lower)) {
      of.exprs = std::move(lower);
      return &found;
    }
  }
  return nullptr;
}

// An aggregate of each row's group, by the keys of `of`: the groups are made first, and looked up. `args`: those of the
// aggregate, from the value on.
Value aggregateOfGroups(BuildContext& ctx, WindowRows of, const OpInfo& info, const std::vector<Value>& args,
                        SourceLoc loc) {
  const auto columnOver = [&](const Expr* value) {
    return aggregated(ctx, info, of.columnName(info), value, args, true, loc);
  };
  const Column own = columnOver(of.value());
  const bool shares = !own.function && std::ranges::all_of(own.args, isConstant);
  Op* found = shares ? sharedLookUp(ctx, of) : nullptr;
  if (!found) {
    Op& made = ctx.append(op("groupby"), loc);
    made.inputs = {of.rows};
    made.dropMissingKeys = of.dropMissing;
    made.keys = of.keyExprs();
    Rows& groups = ctx.addRows(made);
    groups.name = made.info->id;
    for (const Expr* key : made.keys) {
      const std::string& name = key->kind == ExprKind::Column ? key->rows->columns.at(key->column).name : key->name;
      Column column{.name = name.empty() ? "key" : name, .type = key->type, .from = key};
      column.type.nullable = column.type.nullable && !of.dropMissing;
      groups.columns.push_back(std::move(column));
    }
    found = lookUp(ctx, *of.rows, made.keys, groups, loc).def;
  }
  Rows& groups = *found->inputs.at(1);
  groups.columns.push_back(columnOver(of.value()));
  const Expr* value = columnExpr(ctx.function, groups, static_cast<unsigned>(groups.columns.size() - 1), loc);
  Rows& rows = found->rows();
  rows.columns.push_back({.name = groups.columns.back().name, .type = value->type, .from = value, .side = 1});
  rows.columns.back().type.nullable = value->type.nullable || of.mayMiss;
  const Expr* result = columnExpr(ctx.function, rows, static_cast<unsigned>(rows.columns.size() - 1), loc);
  return {Series{&rows, result, of.name}, loc};
}

}  // namespace

Value spreadOverGroups(BuildContext& ctx, WindowRows of, const OpInfo& info, const std::vector<Value>& args,
                       SourceLoc loc) {
  return *info.state != '\0' ? aggregateOfGroups(ctx, std::move(of), info, args, loc)
                             : windowOver(ctx, std::move(of), info, {}, loc);
}

Value buildGroupWindow(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  return windowOver(ctx, {.groups = &groupsOf(call)}, info, {}, loc);
}

Value buildTransform(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const WindowTarget chosen = windowTarget(call, false);
  const Pending* const groups = chosen.groups;
  Pending named;
  if (!chosen.column.empty()) {
    std::vector<std::string> names = namedAggregates;
    names.emplace_back("size");
    const Name name = nameIn(call.at(1), "the name of the aggregate", call.locOf(1));
    if (std::ranges::find(names, name.text) == names.end())
      fail("bad-argument", name.loc, fmt::format("'{}' is not the name of an aggregate", name.text),
           didYouMean(name.text, names) + fmt::format("the names are \"{}\"", fmt::join(names, "\", \"")));
    named.op = &op(name.text.c_str());
    if (name.text != names.back()) named.args = {chosen.column};
  }
  const Pending* const aggregate = chosen.column.empty() ? call.at(1).get<Pending>() : &named;
  if (!groups || !aggregate) throw InternalError("transform() without groups or an aggregate");
  const auto spread = [&](const OpInfo& info, const std::vector<Value>& of) {
    const WindowTarget target{.groups = groups, .column = of.empty() ? Value{} : of.front()};
    return spreadOverGroups(ctx, windowRows(ctx, target, loc), info, of, loc);
  };
  if (!aggregate->op->composed) return spread(*aggregate->op, aggregate->args);
  std::vector<Value> groupArgs = groups->args;
  const Frame frame = Call(ctx, *groups->op, groupArgs, loc).frame(0);
  const Composition made = compose(ctx, {aggregate->op->id, *aggregate, loc}, frame,
                                   [&](const OpInfo& of, const Value& series) { return spread(of, {series}); });
  std::vector<Value> parts;
  for (const AggregateSpec& part : made.parts) parts.push_back(spread(*part.spec.op, part.spec.args));
  return made.end(parts);
}

Value buildGroupFilter(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending* groups = call.at(0).get<Pending>();
  const SeriesOfGroups* condition = call.at(1).get<SeriesOfGroups>();
  if (!groups || !condition) throw InternalError("filter() without groups or a condition");
  const Value holds = condition->over(*groups);
  const Series* series = holds.get<Series>();
  if (!series || !isBoolean(series->expr->type.type))
    fail("operand-types", call.locOf(1), "groups are chosen by a condition on their aggregates",
         "compare them: bodo::sum(\"x\") > 10");
  return buildCall(ctx, op("filter"), {groups->args.at(0), holds}, loc);
}

Value buildCumCount(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Value number = windowOver(ctx, {.groups = &groupsOf(call)}, op("row_number"), {}, loc);
  return buildCall(ctx, op("sub"), {number, integerValue(1, loc)}, loc);
}

Value buildGroupHead(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending& groups = groupsOf(call);
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
  const auto numbers = [&](bool end) {
    return windowOver(ctx, {.groups = &groups}, op(end ? "rows_left" : "row_number"), {}, loc);
  };
  const auto filtered = [&](const char* comparison, const Value& number, const Value& to) {
    return buildCall(ctx, "filter", {groups.args.at(0), buildCall(ctx, comparison, {number, to}, loc)}, loc);
  };
  if (nth) return filtered("eq", numbers(fromEnd), n);
  // a negative number: all rows but so many at the other end
  const Value zero = integerValue(0, loc);
  if (const auto* constant = n.get<Constant>())
    if (const auto* k = std::get_if<std::int64_t>(&constant->value))
      return *k >= 0 ? filtered("le", numbers(fromEnd), n) : filtered("gt", numbers(!fromEnd), integerValue(-*k, loc));
  const Value near = numbers(fromEnd), more = buildCall(ctx, "add", {numbers(!fromEnd), n}, loc);
  const Expr* isNegative = apply(ctx, "lt", {valueExpr(ctx, n, loc), valueExpr(ctx, zero, loc)}, loc);
  const Value negative{Series{near.get<Series>()->rows, isNegative, ""}, loc};
  const Value difference = buildCall(ctx, "sub", {n, near}, loc);
  // both are positive for the rows that stay
  const Value fewer = buildCall(ctx, "add", {difference, integerValue(1, loc)}, loc);
  return filtered("gt", buildCall(ctx, "where", {negative, more, fewer}, loc), zero);
}

}  // namespace bodocc
