// Arrays: series whose element type C++ knows, random numbers, elements, parallel loops.
#include "Builders.h"

namespace bodocc {

// A series as an array of elements of the named type.
Value buildArray(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  Series values = call.series(0);
  const bodo::type type = typeIn(call.at(1), loc);
  if (values.expr->type.nullable)
    fail("operand-types", loc,
         fmt::format("the elements of an array are known, and {} may be missing", describe(values.expr)),
         "say what takes their place: .fillna(0)");
  const bodo::type from = values.expr->type.type;
  if (!isNumber(from) && !isBoolean(from))
    fail("operand-types", loc,
         fmt::format("the elements of an array are numbers, and this is {}", describe(values.expr)));
  if (from != type) values.expr = convert(ctx, values.expr, type, loc);
  return {std::move(values), loc};
}

// A series whose values are in memory.
Value buildMaterialised(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series values = call.series(0);
  const bool is =
      values.expr->kind == ExprKind::Column && !(values.rows->def && isFileOrRange(*values.rows->def->info));
  if (is) return {values, loc};
  Op& made = ctx.append(info, loc);
  made.inputs = {values.rows};
  Rows& rows = ctx.addRows(made);
  rows.columns.push_back({.name = ctx.name, .type = values.expr->type, .from = values.expr});
  return {Series{&rows, columnExpr(ctx.function, rows, 0, loc), values.name}, loc};
}

// array[mask], array[i].
Value buildElement(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  if (call.at(1).get<Series>()) return buildFilter(ctx, op("filter"), args, loc);
  const Frame frame = call.frame(0);
  const Expr* begin = call.integer(1, "the index");
  const Expr* end = apply(ctx, "add", {begin, integerConstant(ctx, 1, bodo::int64, loc)}, loc);
  Op& part = ctx.append(op("slice"), loc);
  part.inputs = {frame.rows};
  part.scalars = {begin, end};
  Rows& rows = ctx.addRows(part);
  carry(rows, frame);
  return buildCall(ctx, "first", {call.likeReceiver(rows)}, loc);
}

Value buildPushBack(BuildContext&, const OpInfo&, std::vector<Value>&, SourceLoc loc) {
  fail("parallel-loop", loc, "push_back outside of a parallel loop",
       "bodo::concat({a, b}) puts arrays one after the other");
}

Value buildArgument(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  return buildCall(ctx, &info == &op("argmin") ? "idxmin" : "idxmax", args, loc);
}

Value buildDot(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  std::vector<Value> factors;
  for (const std::size_t i : {0U, 1U}) {
    Series s = call.series(i);
    s.expr = convert(ctx, s.expr, bodo::float64, loc);
    factors.push_back({std::move(s), loc});
  }
  return buildCall(ctx, "sum", {buildCall(ctx, "mul", std::move(factors), loc)}, loc);
}

Value buildUnique(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  return buildCall(ctx, "sort", {buildCall(ctx, "drop_duplicates", {{call.series(0), loc}}, loc)}, loc);
}

Value buildHistogram(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  const Series values = call.series(0);
  std::vector<const Expr*> scalars{call.integer(1, "the number of intervals")};
  for (std::size_t i = 2; i < call.size(); ++i)
    scalars.push_back(convert(ctx, valueExpr(ctx, call.at(i), call.locOf(i)), bodo::float64, call.locOf(i)));
  Op& made = ctx.append(info, loc);
  made.inputs = {values.rows};
  made.keys = {convert(ctx, values.expr, bodo::float64, loc)};
  made.scalars = std::move(scalars);
  Rows& rows = ctx.addRows(made);
  rows.columns.push_back({.name = "count", .type = {bodo::int64}});
  return {Series{&rows, columnExpr(ctx.function, rows, 0, loc), "count"}, loc};
}

Value buildRandom(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  call.options({"seed"});
  const bool integers = info.id == std::string_view("random_integers");  // low, high, n
  const std::size_t sizes = integers ? 2 : 0;
  const Expr* n = call.integer(sizes, "the number of rows");
  const Value* seed = call.option("seed");
  if (!seed)
    fail("bad-argument", loc, "random numbers need a seed: equal seeds give equal numbers", "write {.seed = 1}");
  Series numbers;
  if (call.has(sizes + 1)) {
    numbers = matrixRows(ctx, n, call.integer(sizes + 1, "the number of columns"), loc);
  } else {
    Rows& rows = rangeRows(ctx, n, loc);
    numbers = {&rows, columnExpr(ctx.function, rows, 0, loc), ""};
  }
  std::vector<const Expr*> operands{numbers.expr, valueExpr(ctx, *seed, loc)};
  if (integers)
    for (const std::size_t bound : {0U, 1U})
      operands.push_back(cast(ctx, call.integer(bound, bound == 0 ? "low" : "high"), bodo::int64, loc));
  const OpInfo& row = op(integers                                        ? "random_integer"
                         : info.id == std::string_view("random_uniform") ? "uniform"
                                                                         : "normal");
  numbers.expr = callExpr(ctx.function, row, std::move(operands), {integers ? bodo::int64 : bodo::float64}, loc);
  return {std::move(numbers), loc};
}

// The loop's bounds; the front end adds its arrays and its body.
Value buildParallelLoop(BuildContext& ctx, const OpInfo& info, std::vector<Value>& args, SourceLoc loc) {
  const Call call(ctx, info, args, loc);
  std::vector<const Expr*> bounds{call.integer(0, call.size() == 1 ? "the end" : "the begin")};
  if (call.size() == 2) bounds.push_back(call.integer(1, "the end"));
  for (const Expr*& e : bounds) e = cast(ctx, e, bodo::int64, loc);
  call.options({"fast"});
  const bool fast = call.flag("fast", false);
  Op& made = ctx.append(info, loc);
  made.scalars = std::move(bounds);
  if (fast) made.options["fast"] = {bodo::boolean, true, ""};
  return {};
}

}  // namespace bodocc
