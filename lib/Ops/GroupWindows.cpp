// One value for each row from the rows of its group: transform, numbers of rows; and the rows of groups that these
// choose.
#include "Windows.h"

namespace bodocc {

namespace {

const Pending& groupsOf(const Call& call) {
  const WindowTarget target = windowTarget(call, false);
  if (!target.groups) throw InternalError("rows of groups without groups");
  return *target.groups;
}

}  // namespace

Value buildGroupWindow(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  return windowOver(ctx, {.groups = &groupsOf(call)}, info, {}, loc);
}

Value buildTransform(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Pending* groups = call.at(0).get<Pending>();
  const Pending* aggregate = call.at(1).get<Pending>();
  if (!groups || !aggregate) throw InternalError("transform() without groups or an aggregate");
  WindowTarget target{.groups = groups};
  if (!aggregate->args.empty()) target.column = aggregate->args.front();
  return windowOver(ctx, target, *aggregate->op, {}, loc, aggregate->args);
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
  const Value number = windowOver(ctx, {.groups = &groups}, op(fromEnd ? "rows_left" : "row_number"), {}, loc);
  const Value chosen = buildCall(ctx, op(nth ? "eq" : "le"), {number, n}, loc);
  return buildCall(ctx, op("filter"), {groups.args.at(0), chosen}, loc);
}

}  // namespace bodocc
